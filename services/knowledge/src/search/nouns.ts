import { fold } from './fold.ts';

/**
 * Nouns (and the short forms they take as the first part) of which the words of an administration are made.
 * They let a search take compounds apart that no article has spelled out: Kinder|reise|pass, Hunde|steuer|marke.
 * Words that also hide inside unrelated ones (Rat, Ort, Art) are left out on purpose.
 */
const NOUNS = `
  abfall abgabe abmeldung absage akte akten alter amt anhänger anhörung anlage anmeldung anschrift antrag anwohner
  anzeige arbeit arbeits arbeitnehmer architekt arzt asyl aufenthalt aufenthalts auflage auflösung aufnahme aufsicht
  auftrag ausbildung ausgabe auskunft ausland ausländer ausstellung ausweis auto
  bad bank bau baum bauherr beamte befreiung begleit behinderung behörde beihilfe beitrag bekanntmachung beratung
  bereich beruf berufs bescheid bescheinigung beschwerde besitz bestätigung besuch betreuung betrieb betriebs bewerber
  bewilligung bewohner bezirk bezug bibliothek bild bildung brief buch bund bundes bürger bürgschaft büro busse bussgeld
  bürgermeister büchse
  container corona
  daten dauer denkmal dienst diesel diplom dokument dienstleistung
  ehe ehepaar eigentum eigentümer einbürgerung einkommen einkommens einspruch einwilligung einwohner elektro eltern
  empfang entgelt entschädigung entscheidung entsorgung erbe erklärung erlaubnis ermässigung eröffnung ersatz
  erstattung erteilung erziehung
  fahr fahrer fahrrad fahrt fahrzeug familie familien ferien fest feuer feuerwehr film finanz fisch fischerei flüchtling
  förderung formular foto frau frei frist führer führung führungs fund fundsachen
  garage garten gast gaststätte gebäude gebiet gebühr gebühren geburt geburts gefahr gehweg geld gemeinde genehmigung
  genehmigungs gericht gesellschaft gesundheit gesundheits gewerbe gewerbe grab grenze grenz grund grundstück gutachten
  gutschein güte
  halter halteverbot handel handwerk haupt haus haushalt heim heirat heirats helfer hilfe hinweis hoch hochzeit hof
  hund hunde halte
  impf impfung industrie information inhaber integration integrations international
  jagd jahr job jugend jugendliche jubiläum
  kammer karte karten kartei kasse katalog katze kauf kennzeichen kfz kinder kind kirche kirchen kita klage klasse klima
  konto kontrolle konzept kopie körper kosten kraft kraftfahrzeug kranken krankheit krankenkasse krankenversicherung
  kultur kunde kündigung kurs kurzzeit
  laden lager land landes lappen lärm leben lebens lebensmittel lebensunterhalt ledig lehrer leistung leistungs licht
  liste lizenz lohn löschung luft
  mahnung makler mangel markt mass meister melde meldung melder mensch miet miete mieter minderung mitteilung mittel
  mobil motorrad müll museum musik mutter
  nachbar nachlass nachname nachricht nacht nachweis name namen namens natur neben netz neubau niederlassung not notar
  nummer nutzung nutzungs
  objekt öffnung opfer ordnung ordnungs ordnungsamt
  papier papiere park parken parkplatz partner pass passes pension person personal personen personalausweis pfand pflege
  pflicht pin plan planung platz plakette police polizei post praxis preis privat prüfung prüfungs
  quarantäne
  rat haus rathaus raum recht rechts regel register reifen reinigung reise rente renten reparatur reservierung rettung
  rück rückgabe ruhe ruhestörung rundfunk
  sache sachen sammlung satzung schaden schadstoff schein scheidung schild schrift schul schule schüler schuld schuldner
  schutz schwer schwerbehinderung schwimm senioren sicherheit sicherung sitz sondernutzung sorge sozial spende sperr
  sperrung spiel spielplatz sport sprach sprache staat staats staatsangehörigkeit stadt stand standes standort stätte
  stelle stellung stellplatz sterbe sterbefall steuer stiftung stoff störung straf strafe strasse strassen strom student
  studium stunde
  tafel tarif tausch taxi teil teilhabe termin test tier titel tod tot todesfall tonne trauung trau trennung
  übernahme überprüfung übertragung umbau umschreibung umtausch umwelt umzug umzugs unfall unterhalt unterhaltsvorschuss
  unterkunft unterlagen unternehmen unterricht unterschrift unterstützung untersuchung urkunde urkunden urlaub
  vater vaterschaft verbot verbrauch verbrennung verein verfahren vergabe vergütung verhältnis verkauf verkehr verkehrs
  verlängerung verlust verleih vermieter vermögen vermögens verordnung verpflichtung verpflichtungs versammlung
  versicherung versicherungs versorgung vertrag vertreter verwaltung verwarnung visum vollmacht vorschuss vormund
  waffe wahl wald wasser wechsel weg werbung werk werkstatt wetter widerspruch wirtschaft witwe wohn wohnen wohngeld
  wohnort wohnsitz wohnung wohnungs wohnungsgeber wunsch
  zahlung zahn zaun zeichen zeit zeitung zelt zentrum zertifikat zeugnis ziel zimmer zoll zone zug zulassung zulassungs
  zulage zusatz zuschlag zuschuss zustand zustimmung zuzug zweit zweck
`;

/** Folded. */
export const ADMINISTRATIVE_NOUNS: ReadonlySet<string> = new Set(NOUNS.trim().split(/\s+/).map(fold));
