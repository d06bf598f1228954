/** An article as an editor sends it; `more` overrides fields. */
export function articleAbout(subject: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: `${subject} anmelden`,
    body: `Wer ${subject} loswerden will, meldet das bei der Stadt an.`,
    topicId: 'sperrmuell',
    departmentId: 'umwelt',
    audience: 'public',
    reviewBy: '2027-03-31',
    ...more,
  };
}
