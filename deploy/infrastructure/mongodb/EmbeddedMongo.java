import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreTool;
import org.h2.store.fs.FileUtils;

/**
 * The MongoDB protocol on one file, for machines where no mongod can be had.
 * Usage: EmbeddedMongo --host 127.0.0.1 --port 8607 --file data/database.mv
 */
public class EmbeddedMongo {
  private static final int CACHE_MEGABYTES = 64;
  private static final int KEEP_OLD_CHUNKS_MILLISECONDS = 5_000;
  private static final int COMPACT_EVERY_MILLISECONDS = 10_000;
  private static final int COMPACT_FILL_RATE = 50;
  private static final int COMPACT_BYTES = 8 << 20;
  /** A larger file would keep everybody waiting at the start; who has that much runs a mongod. */
  private static final long WRITE_ANEW_BYTES = 256L << 20;

  /** Drivers refuse servers that are too old: wire version 21 is MongoDB 7.0. */
  static class Version implements MongoVersion {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(7, 0, 0, 0);
    }

    @Override
    public int getWireVersion() {
      return 21;
    }
  }

  /**
   * Answers a command only when what it changed is in the file, so a killed process loses nothing it confirmed.
   * Changing commands take turns, so a commit never holds half of another one.
   */
  static class DurableBackend extends H2Backend {
    private static final Set<String> READING = Set.of(
        "find", "getMore", "killCursors", "count", "distinct", "hello", "isMaster", "ismaster", "ping",
        "buildInfo", "listCollections", "listIndexes", "endSessions");

    DurableBackend(MVStore store) {
      super(store);
    }

    @Override
    public Document handleMessage(MongoMessage message) {
      String command = message.getDocument().keySet().iterator().next();
      if (READING.contains(command)) return super.handleMessage(message);
      synchronized (getMvStore()) {
        Document reply = super.handleMessage(message);
        if (getMvStore().hasUnsavedChanges()) commit();
        return reply;
      }
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
      return new Database(name, getMvStore(), getCursorRegistry());
    }
  }

  /** Opens our kind of collection, and renames its maps in the file too (the backend does so in memory only). */
  static class Database extends H2Database {
    private final MVStore store;

    Database(String name, MVStore store, CursorRegistry cursors) {
      super(name, store, cursors);
      this.store = store;
      super.initializeNamespacesAndIndexes();
    }

    /** The base constructor calls this before this class has its field, so it waits for our constructor. */
    @Override
    protected void initializeNamespacesAndIndexes() {}

    @Override
    protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
      String fullName = getFullCollectionNamespace(name);
      MVMap<Object, Document> documents = store.openMap("databases." + fullName);
      MVMap<String, Object> meta = store.openMap("meta." + fullName);
      return new Collection(this, name, options, documents, meta, cursorRegistry);
    }

    @Override
    public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String newName) {
      String oldName = collection.getFullName();
      super.moveCollection(from, collection, newName);
      for (String map : List.copyOf(store.getMapNames())) {
        if (belongsTo(map, oldName)) rename(map, map.replace(oldName, collection.getFullName()));
      }
    }

    private static boolean belongsTo(String map, String collection) {
      return map.equals("databases." + collection)
          || map.equals("meta." + collection)
          || map.startsWith(collection + "._index_");
    }

    private void rename(String map, String newName) {
      if (store.hasMap(newName)) store.removeMap(newName);
      store.renameMap(store.openMap(map), newName);
    }
  }

  /**
   * The backend reads the whole collection for `{_id, more}`; here the primary key narrows such a query first. And it
   * adds an index while a query walks through the list of them, which ends that query with an error; here they take
   * turns.
   */
  static class Collection extends H2Collection {
    Collection(
        MongoDatabase database,
        String name,
        CollectionOptions options,
        MVMap<Object, Document> documents,
        MVMap<String, Object> meta,
        CursorRegistry cursors) {
      super(database, name, options, documents, meta, cursors);
    }

    @Override
    public synchronized void addIndex(Index<Object> index) {
      super.addIndex(index);
    }

    @Override
    public synchronized void dropIndex(String name) {
      super.dropIndex(name);
    }

    @Override
    protected QueryResult matchDocuments(
        Document query, Document order, int skip, int limit, int batchSize, Document projection) {
      if (query.size() < 2 || !query.containsKey("_id")) {
        return super.matchDocuments(query, order, skip, limit, batchSize, projection);
      }
      Document key = new Document("_id", query.get("_id"));
      List<Document> candidates = queryDocuments(key, new Document(), 0, 0, 0, null).collectDocuments();
      return matchDocumentsFromStream(candidates.stream(), query, order, skip, limit, batchSize, projection);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> flags = flags(arguments);
    writeAnew(flags.get("file"));
    MVStore store =
        new MVStore.Builder().fileName(flags.get("file")).cacheSize(CACHE_MEGABYTES).autoCommitDisabled().open();
    store.setRetentionTime(KEEP_OLD_CHUNKS_MILLISECONDS);
    DurableBackend backend = new DurableBackend(store);
    backend.version(new Version());
    MongoServer server = new MongoServer(backend);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    server.bind(flags.getOrDefault("host", "127.0.0.1"), Integer.parseInt(flags.get("port")));
    System.out.println("Waiting for connections on " + server.getLocalAddress());
    while (true) {
      Thread.sleep(COMPACT_EVERY_MILLISECONDS);
      synchronized (store) {
        store.compact(COMPACT_FILL_RATE, COMPACT_BYTES);
      }
    }
  }

  /**
   * The store leaves what was deleted in the file until it happens to need the room. So each start copies what is left
   * into a new one: whoever is forgotten is then nowhere in it. A start that is killed over it leaves the old file whole.
   */
  private static void writeAnew(String file) {
    MVStoreTool.compactCleanUp(file);
    if (!FileUtils.exists(file) || FileUtils.size(file) > WRITE_ANEW_BYTES) return;
    MVStoreTool.compact(file, false);
  }

  private static Map<String, String> flags(String[] arguments) {
    Map<String, String> flags = new HashMap<>();
    for (int index = 0; index + 1 < arguments.length; index += 2) {
      flags.put(arguments[index].replaceFirst("^--", ""), arguments[index + 1]);
    }
    return flags;
  }
}
