package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A fixture that is added must be added to a family, and a family is compared as a whole: none is skipped silently. */
class FixtureCountTest {

    /** How many files begin like this. */
    private static final Map<String, Integer> FAMILIES = Map.ofEntries(
            Map.entry("notebook-rnn-", 5),
            Map.entry("notebook-character-step", 1),
            Map.entry("loss-", 32),
            Map.entry("exact-rnn", 1),
            Map.entry("binary-addition", 1),
            Map.entry("notebook-lstm-", 5),
            Map.entry("exact-lstm", 1),
            Map.entry("elementary", 1),
            Map.entry("log1p", 1),
            Map.entry("optimizer-", 7),
            Map.entry("clip-norm", 1),
            Map.entry("torch-", 2));

    @Test
    void everyFamilyIsComplete() {
        FAMILIES.forEach((prefix, count) ->
                assertThat(FixtureFiles.names(prefix)).as(prefix).hasSize(count));
    }

    @Test
    void everyFixtureBelongsToAFamily() {
        for (String name : FixtureFiles.names()) {
            List<String> families =
                    FAMILIES.keySet().stream().filter(name::startsWith).toList();
            assertThat(families).as(name).hasSize(1);
        }
    }

    @Test
    void everyPairOfHiddenActivationAndLossIsThereAtEveryStepAndAtTheLast() {
        for (String hidden : List.of("tanh", "relu", "sigmoid", "identity")) {
            for (String loss : List.of(
                    "softmax-cross-entropy",
                    "sigmoid-binary-cross-entropy",
                    "sigmoid-half-squared-error",
                    "identity-half-squared-error")) {
                String prefix = "loss-" + hidden + "-" + loss + "-";
                assertThat(FixtureFiles.names(prefix)).containsExactly(prefix + "every-step", prefix + "last-step");
            }
        }
    }
}
