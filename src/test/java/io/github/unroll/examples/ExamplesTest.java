package io.github.unroll.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The examples, shortened where they take long, reach what they promise. */
class ExamplesTest {

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
    void longMemoryDrawsItsCurvesInsideThePicture() throws Exception {
        Path file = folder.resolve("memory.svg");
        List<LongMemory.Result> results = LongMemory.run(out, file, 1, 1, 6, 10);
        assertThat(results).extracting(LongMemory.Result::T).containsExactly(6, 6, 10, 10);
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("RNN").contains("LSTM");

        Element svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        double width = Double.parseDouble(svg.getAttribute("width"));
        double height = Double.parseDouble(svg.getAttribute("height"));
        NodeList curves = svg.getElementsByTagName("polyline");
        assertThat(curves.getLength()).isEqualTo(2 * 4); // at each length both networks, before and after
        for (int i = 0; i < curves.getLength(); i++) {
            String[] points =
                    ((Element) curves.item(i)).getAttribute("points").strip().split(" ");
            assertThat(points).hasSize(i < 4 ? 6 : 10);
            double left = 0;
            for (String point : points) {
                double[] xy = Stream.of(point.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                assertThat(xy[0]).isStrictlyBetween(left, width);
                assertThat(xy[1]).isStrictlyBetween(0.0, height);
                left = xy[0];
            }
        }
    }
}
