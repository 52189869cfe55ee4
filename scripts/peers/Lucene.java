import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.*;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.store.FSDirectory;

/** Lucene with its StandardAnalyzer: text, folded text, dates; two threads index. Exact totals, no highlights. */
public class Lucene {
    static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[1]), work = Path.of(args[2]);
        if (args[0].equals("index")) {
            // With and without the folded text: the first is what is asked, the second is one plain field.
            index(folder.resolve("plain"), work, false, "lucene, one field");
            index(folder.resolve("index"), work, true, "lucene");
        } else {
            ask(folder.resolve("index"), work);
        }
    }

    static void index(Path folder, Path work, boolean folded, String name) throws Exception {
        List<JsonNode> batch = new ArrayList<>();
        long wall = 0, count = 0;
        var writer = new IndexWriter(FSDirectory.open(folder), new IndexWriterConfig(new StandardAnalyzer()));
        var pool = Executors.newFixedThreadPool(2);
        long cpu = ProcessHandle.current().info().totalCpuDuration().get().toMillis();
        try (var lines = Files.newBufferedReader(work.resolve("articles.jsonl"))) {
            while (true) {
                String line = lines.readLine();
                if (line != null) batch.add(JSON.readTree(line));
                if (batch.size() == 4000 || line == null) {
                    long began = System.nanoTime();
                    var parts = new ArrayList<Future<?>>();
                    for (int t = 0; t < 2; t++) {
                        int at = t;
                        parts.add(pool.submit(() -> {
                            for (int i = at; i < batch.size(); i += 2) writer.addDocument(document(batch.get(i), folded));
                            return null;
                        }));
                    }
                    for (var part : parts) part.get();
                    wall += System.nanoTime() - began;
                    count += batch.size();
                    batch.clear();
                }
                if (line == null) break;
            }
        }
        long began = System.nanoTime();
        writer.close();
        pool.shutdown();
        wall += System.nanoTime() - began;
        cpu = ProcessHandle.current().info().totalCpuDuration().get().toMillis() - cpu;
        long size = 0;
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) size += Files.size(file);
        }
        System.out.printf(Locale.ROOT, "%s\tindex\t%d\t%.3f\t%.3f\t%d%n", name, count, wall / 1e9, cpu / 1e3, size);
    }

    static Document document(JsonNode article, boolean folded) {
        var document = new Document();
        String text = article.get("title").asText() + "\n" + article.get("body").asText();
        document.add(new TextField("text", text, Field.Store.YES));
        document.add(new LongPoint("published", article.get("published").asLong()));
        document.add(new NumericDocValuesField("published", article.get("published").asLong()));
        if (folded) document.add(new TextField("folded", article.get("folded").asText(), Field.Store.NO));
        return document;
    }

    static Query query(JsonNode question) {
        var words = new ArrayList<String>();
        question.get("words").forEach(word -> words.add(word.asText()));
        if (question.get("person").isTextual()) {
            String[] name = question.get("person").asText().toLowerCase().split(" ");
            return new BooleanQuery.Builder().add(new PhraseQuery("text", name), BooleanClause.Occur.FILTER)
                .add(LongPoint.newRangeQuery("published", start(question, 0), start(question, 1) - 1), BooleanClause.Occur.FILTER)
                .build();
        }
        String kind = question.get("class").asText(), field = kind.equals("unmarked") ? "folded" : "text";
        if (kind.equals("phrase")) return new PhraseQuery(field, words.toArray(String[]::new));
        var all = new BooleanQuery.Builder();
        for (String word : words) all.add(new TermQuery(new Term(field, word)), BooleanClause.Occur.MUST);
        return all.build();
    }

    static long start(JsonNode question, int end) {
        int year = question.get("years").get(end).asInt() + end;
        return LocalDate.of(year, 1, 1).atStartOfDay(ZoneId.of("Asia/Ho_Chi_Minh")).toEpochSecond();
    }

    static void ask(Path folder, Path work) throws Exception {
        var searcher = new IndexSearcher(DirectoryReader.open(FSDirectory.open(folder)));
        searcher.setQueryCache(null);
        var questions = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(work.resolve("questions.jsonl"))) questions.add(JSON.readTree(line));
        var newest = new Sort(new SortField("published", SortField.Type.LONG, true));
        for (int round = 0; round < 4; round++) {
            for (JsonNode question : questions) {
                long began = System.nanoTime();
                boolean dated = question.get("person").isTextual();
                TopDocs hits = dated
                    ? searcher.search(query(question), TopFieldCollector.createSharedManager(newest, 10, null, Integer.MAX_VALUE))
                    : searcher.search(query(question), TopScoreDocCollector.createSharedManager(10, null, Integer.MAX_VALUE));
                for (ScoreDoc hit : hits.scoreDocs) searcher.storedFields().document(hit.doc);
                double time = (System.nanoTime() - began) / 1e6;
                if (round == 3) {
                    System.out.printf(Locale.ROOT, "lucene\task\t%s\t%.4f\t%d%n", question.get("class").asText(), time, hits.totalHits.value);
                }
            }
        }
    }
}
