package io.github.unroll.train;

import static io.github.unroll.train.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.unroll.Matrix;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LabelsTest {

    @Test
    void labelsBecomeOneHotColumnsAndComeBack() {
        Matrix columns = Labels.oneHot(3, 2, 0, 1, 2);
        assertThat(columns).isEqualTo(Matrix.of(new double[][] {{0, 1, 0, 0}, {0, 0, 1, 0}, {1, 0, 0, 1}}));
        assertThat(Labels.of(columns)).containsExactly(2, 0, 1, 2);
    }

    @Test
    void sequencesOfLabelsBecomeSteps() {
        List<Matrix> steps = Labels.oneHotSteps(2, new int[] {1, 0, 1}, new int[] {0});
        assertThat(steps)
                .containsExactly(
                        Matrix.of(new double[][] {{0, 1}, {1, 0}}),
                        Matrix.of(new double[][] {{1, 0}, {0, 0}}),
                        Matrix.of(new double[][] {{0, 0}, {1, 0}}));
    }

    @Test
    void theLabelOfAPredictionIsItsLargestRowAndTheFirstOfSeveral() {
        assertThat(Labels.of(Matrix.of(new double[][] {{0.2, 0.5}, {0.7, 0.5}, {0.1, 0}})))
                .containsExactly(1, 0);
    }

    @Test
    void theLabelOfOneProbabilityIsOneAboveAHalf() {
        assertThat(Labels.of(Matrix.of(new double[][] {{0.2, 0.5, Math.nextUp(0.5), 0.7, 1}})))
                .containsExactly(0, 0, 1, 1, 1);
    }

    @Test
    void labelsThatAreNoClassAreRefused() {
        refused(() -> Labels.oneHot(3, 0, 3), "Labels.oneHot: labels[1] must be from 0 to 2 but was 3");
        refused(() -> Labels.oneHot(3, -1), "Labels.oneHot: labels[0] must be from 0 to 2 but was -1");
        refused(() -> Labels.oneHot(0, 0), "Labels.oneHot: classes must be at least 1 but was 0");
        refused(() -> Labels.oneHot(3), "Labels.oneHot: labels must be at least one label but was empty");
        refused(() -> Labels.oneHot(3, (int[]) null), "Labels.oneHot: labels must be present but was null");
        refused(
                () -> Labels.oneHotSteps(3, new int[] {1}, new int[] {}),
                "Labels.oneHotSteps: sequences[1] must be at least one label but was empty");
        refused(
                () -> Labels.oneHotSteps(3),
                "Labels.oneHotSteps: sequences must be at least one sequence but was empty");
        refused(() -> Labels.of(null), "Labels.of: columns must be present but was null");
        for (int row = 0; row < 3; row++) {
            double[][] rows = {{0, 3}, {0, 1}, {0, 2}};
            rows[row][1] = Double.NaN;
            refused(
                    () -> Labels.of(Matrix.of(rows)),
                    "Labels.of: column 1 of columns must be without NaN but was one with a NaN");
        }
    }

    @Nested
    class Text {

        private final Vocabulary vocabulary = Vocabulary.of("hello wörld 😀");

        @Test
        void aTextBecomesLabelsAndComesBack() {
            int[] labels = vocabulary.encode("droll 😀");
            assertThat(vocabulary.decode(labels)).isEqualTo("droll 😀");
            assertThat(labels).hasSize(7);
        }

        @Test
        void symbolsAreInOrderAndMakeTheSameVocabulary() {
            assertThat(vocabulary.symbols()).isEqualTo(" dehlorwö😀");
            assertThat(vocabulary.size()).isEqualTo(10);
            assertThat(Vocabulary.of(vocabulary.symbols()).encode("w")).isEqualTo(vocabulary.encode("w"));
        }

        @Test
        void unknownCharactersAndLabelsAreRefused() {
            refused(
                    () -> vocabulary.encode("hé"),
                    "Vocabulary.encode: text[1] must be one of the vocabulary but was U+00E9");
            refused(() -> vocabulary.decode(0, 10), "Vocabulary.decode: labels[1] must be from 0 to 9 but was 10");
            refused(
                    () -> Vocabulary.of("a\ud800b"),
                    "Vocabulary.of: text[1] must be a character but was U+D800, an unpaired surrogate");
            refused(
                    () -> Vocabulary.of("\udfff"),
                    "Vocabulary.of: text[0] must be a character but was U+DFFF, an unpaired surrogate");
            refused(() -> Vocabulary.of(""), "Vocabulary.of: text must be at least one character but was empty");
            refused(() -> Vocabulary.of(null), "Vocabulary.of: text must be present but was null");
        }
    }

    @Nested
    class Draws {

        private static double share(double temperature) {
            Matrix y = Matrix.ofColumn(0.1, 0.6, 0.3);
            SplitMix64 random = new SplitMix64(1);
            int count = 0;
            for (int i = 0; i < 20_000; i++) {
                count += Sampling.draw(y, temperature, random)[0] == 1 ? 1 : 0;
            }
            return count / 20_000.0;
        }

        @Test
        void labelsAreAsFrequentAsPredicted() {
            assertThat(share(1)).isCloseTo(0.6, within(0.015)); // a deviation of 0.0035
        }

        @Test
        void lowTemperaturesPreferTheMostLikely() {
            assertThat(share(0.5)).isCloseTo(0.36 / 0.46, within(0.015));
            assertThat(share(1e-3)).isEqualTo(1);
        }

        @Test
        void highTemperaturesLevel() {
            assertThat(share(1e6)).isCloseTo(1.0 / 3, within(0.015));
        }

        @Test
        void aColumnGetsALabelOfItsOwnAndNeverOneOfProbabilityZero() {
            Matrix y = Matrix.of(new double[][] {{0, 1, 0.5}, {1, 0, 0.5}, {0, 0, 0}});
            for (int i = 0; i < 100; i++) {
                int[] labels = Sampling.draw(y, 1, new SplitMix64(i));
                assertThat(labels[0]).isEqualTo(1);
                assertThat(labels[1]).isZero();
                assertThat(labels[2]).isLessThan(2);
            }
        }

        @Test
        void whatIsNoProbabilityIsRefused() {
            SplitMix64 random = new SplitMix64(1);
            refused(
                    () -> Sampling.draw(Matrix.of(new double[][] {{0.5, Double.NaN}}), 1, random),
                    "Sampling.draw: y at (0, 1) must be finite and at least 0 but was NaN");
            refused(
                    () -> Sampling.draw(Matrix.ofColumn(0.5, -0.5), 1, random),
                    "Sampling.draw: y at (1, 0) must be finite and at least 0 but was -0.5");
            refused(
                    () -> Sampling.draw(Matrix.zeros(2, 1), 1, random),
                    "Sampling.draw: y[0] must be above 0 in at least one row but was all zeros");
            refused(
                    () -> Sampling.draw(Matrix.ofColumn(1.0), 0, random),
                    "Sampling.draw: temperature must be finite and above 0 but was 0.0");
            refused(
                    () -> Sampling.draw(Matrix.ofColumn(1.0), 1, null),
                    "Sampling.draw: random must be present but was null");
            refused(() -> Sampling.draw(null, 1, random), "Sampling.draw: y must be present but was null");
            assertThat(random.nextLong()).as("nothing was drawn").isEqualTo(new SplitMix64(1).nextLong());
        }
    }
}
