package io.github.unroll.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The examples, shortened where they take long, reach what they promise. */
class ExamplesTest {

    /** To which the picture's coordinates are rounded. */
    private static final Offset<Double> TENTH_OF_A_PIXEL = within(0.1);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void binaryAdditionReproducesTheLogAndAddsWhatItWasNeverShown() throws IOException {
        PrintStream console = System.out;
        System.setOut(out);
        try {
            BinaryAddition.main(new String[0]);
        } finally {
            System.setOut(console);
        }
        String printed = bytes.toString(StandardCharsets.UTF_8);
        assertThat(printed).contains("gradient check passed for all 7");
        Matcher log = Pattern.compile("(\\d\\.\\d{8}) {2}(\\d\\.\\d{8})\\R").matcher(printed);
        int lines = 0;
        for (; log.find(); lines++) {
            assertThat(log.group(1)).isEqualTo(log.group(2));
        }
        assertThat(lines).isEqualTo(10);
        Matcher right = Pattern.compile("right: (\\d+) of (\\d+)").matcher(printed);
        assertThat(right.find()).isTrue();
        assertThat(right.group(1)).isEqualTo(right.group(2));
    }

    @Test
    void manyToOneLearnsAllTenByHeart() {
        assertThat(ManyToOneClassifier.byHeart(out, 1, 40)).isEqualTo(10);
    }

    @Test
    void manyToOneAnswersForSequencesItHasNotSeen() {
        assertThat(ManyToOneClassifier.generalisation(out, 1, 1000, 10)).isGreaterThan(0.95);
    }

    @Test
    void theCharacterModelLearnsAndResumesBitForBit() throws IOException {
        Path whole = folder.resolve("whole.npz");
        Path parts = folder.resolve("parts.npz");
        double[] once = CharacterModel.run(out, settings(true, 2, whole));
        CharacterModel.run(out, settings(true, 1, parts));
        double[] resumed = CharacterModel.run(out, settings(false, 1, parts));
        assertThat(once[once.length - 1]).isLessThan(once[0]);
        assertThat(resumed[resumed.length - 1]).isEqualTo(once[once.length - 1]);
    }

    private static CharacterModel.Settings settings(boolean fresh, int epochs, Path checkpoint) {
        return new CharacterModel.Settings(fresh, Path.of("LICENSE"), true, epochs, 3, 12, checkpoint);
    }

    @Test
    void longMemoryDrawsEachValueWhereTheAxesPutIt() throws Exception {
        Path file = folder.resolve("memory.svg");
        List<LongMemory.Result> results = LongMemory.run(out, file, 1, 1, 6, 10);
        assertThat(results).extracting(LongMemory.Result::name).containsExactly("RNN", "LSTM", "RNN", "LSTM");
        assertThat(results).extracting(LongMemory.Result::T).containsExactly(6, 6, 10, 10);
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("T = 6", "T = 10", "RNN", "LSTM", file.toString());

        Element svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        List<Element> legend = elements(svg, "path", "curve");
        List<Element> curves = elements(svg, "polyline", "curve");
        List<Decade> decades = Decade.of(elements(svg, "path", "grid"));
        assertThat(svg.getTextContent()).containsSubsequence("RNN untrained", "LSTM untrained", "RNN", "LSTM");
        assertThat(legend).extracting(ExamplesTest::stroke).hasSize(4).doesNotHaveDuplicates();
        assertThat(curves).hasSize(2 * 4); // at each length both networks, before and after
        assertThat(decades).hasSize(2 * 12); // from 1e-10 to 10
        double[] box = numbers(svg.getAttribute("viewBox"));
        for (int i = 0; i < 8; i++) {
            LongMemory.Result result = results.get(i / 4 * 2 + i % 2);
            double[] values = i % 4 < 2 ? result.before() : result.after();
            assertThat(stroke(curves.get(i))).isEqualTo(stroke(legend.get(i % 4)));
            assertThat(values).hasSize(result.T()).endsWith(1.0);
            Decade lowest = decades.get(i / 4 * 12);
            Decade highest = decades.get(i / 4 * 12 + 11);
            assertThat(box).startsWith(0, 0).hasSize(4);
            assertThat(lowest.x).isBetween(0.0, box[2] - lowest.width);
            assertThat(lowest.y).isBetween(highest.y, box[3]);
            assertThat(highest.y).isPositive();

            String[] points = curves.get(i).getAttribute("points").strip().split(" ");
            assertThat(points).hasSize(result.T());
            for (int t = 0; t < points.length; t++) {
                double[] xy = numbers(points[t]);
                double height = (Math.log10(values[t]) + 10) / 11; // of the panel
                assertThat(xy[0]).isCloseTo(lowest.x + lowest.width * t / (points.length - 1), TENTH_OF_A_PIXEL);
                assertThat(xy[1]).isCloseTo(lowest.y + height * (highest.y - lowest.y), TENTH_OF_A_PIXEL);
            }
        }
    }

    /** A horizontal line of the grid, for a power of 10. */
    private record Decade(double x, double y, double width) {

        private static final Pattern LINE = Pattern.compile("M(\\S+) (\\S+)h(\\S+)");

        static List<Decade> of(List<Element> grid) {
            return grid.stream()
                    .map(path -> LINE.matcher(path.getAttribute("d")))
                    .filter(Matcher::matches)
                    .map(line -> new Decade(
                            Double.parseDouble(line.group(1)),
                            Double.parseDouble(line.group(2)),
                            Double.parseDouble(line.group(3))))
                    .toList();
        }
    }

    private static List<Element> elements(Element svg, String tag, String kind) {
        NodeList nodes = svg.getElementsByTagName(tag);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .filter(element -> element.getAttribute("class").equals(kind))
                .toList();
    }

    private static String stroke(Element curve) {
        return curve.getAttribute("stroke") + " " + curve.getAttribute("stroke-dasharray");
    }

    private static double[] numbers(String text) {
        return Stream.of(text.split("[ ,]")).mapToDouble(Double::parseDouble).toArray();
    }
}
