package io.github.unroll.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void longMemoryDrawsAWellFormedPicture() throws IOException {
        Path svg = folder.resolve("memory.svg");
        List<LongMemory.Result> results = LongMemory.run(out, svg, 1, 1, 10);
        assertThat(results).hasSize(2);
        assertThatNoException()
                .isThrownBy(() -> DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(svg.toFile()));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("RNN").contains("LSTM");
    }
}
