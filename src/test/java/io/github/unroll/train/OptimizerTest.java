package io.github.unroll.train;

import static io.github.unroll.train.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.unroll.Fixture;
import io.github.unroll.Matrix;
import io.github.unroll.RnnParameters;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {

    /** Values of size 1, 8 steps: a rounding or two of each. */
    private static final double TOLERANCE = 1e-14;

    /** The settings of make_optimizer_fixtures.py. */
    static Stream<Optimizer> all() {
        return Stream.of(
                new Sgd(0.1),
                new Momentum(0.1, 0.9),
                new Nesterov(0.1, 0.9),
                new Adagrad(0.1, 1e-8),
                new RmsProp(0.01, 0.99, 1e-8),
                new Adam(0.01, 0.9, 0.999, 1e-8),
                new AdamW(0.01, 0.9, 0.999, 1e-8, 0.01));
    }

    @ParameterizedTest
    @MethodSource("all")
    void agreesWithPyTorchOverEightSteps(Optimizer optimizer) {
        Fixture fixture = Fixture.load("optimizer-" + optimizer.name());
        assertThat(deviation(optimizer, fixture, "w")).isLessThan(TOLERANCE);
        assertThat(deviation(optimizer, fixture, "b")).isLessThan(TOLERANCE);
    }

    /** The rate of a schedule counts, not the optimizer's own. */
    @ParameterizedTest
    @MethodSource("all")
    void theRateOfTheUpdateCounts(Optimizer optimizer) {
        RnnParameters first = Samples.parameters(Samples.RNN);
        RnnParameters gradient = first.map(W -> W.map(v -> v - 0.3));
        OptimizerState<RnnParameters> state = optimizer.start(first);
        assertThat(optimizer.step(state, gradient, 0).parameters()).isEqualTo(first);
        RnnParameters once = optimizer.step(state, gradient, 0.001).parameters();
        RnnParameters twice = optimizer.step(state, gradient, 0.002).parameters();
        Matrix moved = once.Wax().minus(first.Wax());
        assertThat(moved.norm()).isPositive();
        assertThat(twice.Wax().minus(first.Wax()).minus(moved.times(2)).norm()).isLessThan(1e-15);
    }

    private static double deviation(Optimizer optimizer, Fixture fixture, String name) {
        Matrix value = fixture.matrix(name + "0");
        List<Matrix> gradients = fixture.steps("g" + name);
        List<Matrix> expected = fixture.steps(name);
        Matrix zeros = Matrix.zeros(value.rows(), value.columns());
        List<Matrix> slots = Collections.nCopies(optimizer.slots().size(), zeros);
        assertThat(gradients).hasSize(8);
        double worst = 0;
        for (int t = 0; t < gradients.size(); t++) {
            Update update = optimizer.update(value, gradients.get(t), slots, t + 1, optimizer.rate());
            value = update.parameter();
            slots = update.slots();
            for (int i = 0; i < value.rows(); i++) {
                for (int j = 0; j < value.columns(); j++) {
                    worst = Math.max(
                            worst, Math.abs(value.get(i, j) - expected.get(t).get(i, j)));
                }
            }
        }
        return worst;
    }

    @ParameterizedTest
    @MethodSource("all")
    void updatesEveryMatrixOfABundleByItsOwnGradient(Optimizer optimizer) {
        RnnParameters start = Samples.parameters(Samples.RNN);
        RnnParameters gradient = Samples.RNN.initialize(Initialization.uniform(), new SplitMix64(3));
        OptimizerState<RnnParameters> once = optimizer.step(optimizer.start(start), gradient, 0.05);
        OptimizerState<RnnParameters> twice = optimizer.step(once, gradient, 0.02);

        start.named().forEach((name, value) -> {
            Matrix derivative = gradient.named().get(name);
            Matrix zeros = Matrix.zeros(value.rows(), value.columns());
            List<Matrix> slots = Collections.nCopies(optimizer.slots().size(), zeros);
            Update first = optimizer.update(value, derivative, slots, 1, 0.05);
            Update second = optimizer.update(first.parameter(), derivative, first.slots(), 2, 0.02);
            assertThat(twice.parameters().named().get(name)).isEqualTo(second.parameter());
        });
        assertThat(twice.step()).isEqualTo(2);
        assertThat(twice.slots()).containsOnlyKeys(optimizer.slots());
    }

    @ParameterizedTest
    @MethodSource("all")
    void aGradientOfZeroIsNoDivisionByZero(Optimizer optimizer) {
        RnnParameters start = Samples.parameters(Samples.RNN);
        OptimizerState<RnnParameters> next =
                optimizer.step(optimizer.start(start), Samples.RNN.zeros(), optimizer.rate());
        assertThat(Bundles.isFinite(next.parameters())).isTrue();
    }

    /** The class in the documentation of {@link Optimizer}. */
    record OneMore(double rate, double momentum) implements Optimizer {

        @Override
        public String name() {
            return "momentum";
        }

        @Override
        public Map<String, Double> settings() {
            return Map.of("rate", rate, "momentum", momentum);
        }

        @Override
        public List<String> slots() {
            return List.of("velocity");
        }

        @Override
        public Update update(Matrix parameter, Matrix gradient, List<Matrix> slots, long step, double rate) {
            Matrix velocity = slots.get(0).combine(gradient, (v, g) -> momentum * v + g);
            return Update.of(parameter.combine(velocity, (p, v) -> p - rate * v), velocity);
        }
    }

    @Test
    void oneMoreIsOneSmallClass() {
        RnnParameters start = Samples.parameters(Samples.RNN);
        Optimizer own = new OneMore(0.1, 0.9);
        Optimizer provided = new Momentum(0.1, 0.9);
        assertThat(own.step(own.start(start), start, 0.1)).isEqualTo(provided.step(provided.start(start), start, 0.1));
        assertThat(own.settings()).isEqualTo(provided.settings());
    }

    @Test
    void shortConstructorsHaveTheUsualSettings() {
        assertThat(new Adam(0.01)).isEqualTo(new Adam(0.01, 0.9, 0.999, 1e-8));
        assertThat(new AdamW(0.01, 0.1)).isEqualTo(new AdamW(0.01, 0.9, 0.999, 1e-8, 0.1));
        assertThat(new RmsProp(0.01)).isEqualTo(new RmsProp(0.01, 0.99, 1e-8));
        assertThat(new Adagrad(0.01)).isEqualTo(new Adagrad(0.01, 1e-8));
    }

    @Nested
    class Validation {

        @Test
        void settingsOutOfRangeAreRefused() {
            refused(() -> new Sgd(-1), "Sgd: rate must be finite and at least 0 but was -1.0");
            refused(() -> new Momentum(Double.NaN, 0.9), "Momentum: rate must be finite and at least 0 but was NaN");
            refused(() -> new Momentum(0.1, 1), "Momentum: momentum must be from 0 to below 1 but was 1.0");
            refused(() -> new Nesterov(0.1, -0.1), "Nesterov: momentum must be from 0 to below 1 but was -0.1");
            refused(() -> new Adagrad(0.1, 0), "Adagrad: epsilon must be finite and above 0 but was 0.0");
            refused(() -> new RmsProp(0.1, 1.5, 1e-8), "RmsProp: decay must be from 0 to below 1 but was 1.5");
            refused(() -> new Adam(0.1, 1.5, 0.9, 1e-8), "Adam: beta1 must be from 0 to below 1 but was 1.5");
            refused(() -> new Adam(0.1, 0.9, 1, 1e-8), "Adam: beta2 must be from 0 to below 1 but was 1.0");
            refused(() -> new Adam(0.1, 0.9, 0.9, -1), "Adam: epsilon must be finite and above 0 but was -1.0");
            refused(
                    () -> new AdamW(0.1, Double.POSITIVE_INFINITY),
                    "AdamW: weightDecay must be finite and at least 0 but was Infinity");
        }

        @Test
        void aStateWithMoreThanTheOptimizerRemembersIsRefused() {
            RnnParameters zeros = Samples.RNN.zeros();
            OptimizerState<RnnParameters> more =
                    new OptimizerState<>(zeros, Map.of("velocity", zeros, "squares", zeros), 0);
            assertThatThrownBy(() -> new Momentum(0.1, 0.9).step(more, zeros, 0.1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Optimizer.step: slots must be [velocity], those of momentum, but was [");
        }

        @Test
        void aStateOfAnotherOptimizerIsRefused() {
            OptimizerState<RnnParameters> state = new Adam(0.1).start(Samples.RNN.zeros());
            refused(
                    () -> new Momentum(0.1, 0.9).step(state, Samples.RNN.zeros(), 0.1),
                    "Optimizer.step: slots must be [velocity], those of momentum, but was [mean, squares]");
        }

        @Test
        void aGradientOfAnotherShapeIsRefused() {
            Optimizer sgd = new Sgd(0.1);
            RnnParameters larger = new RnnModel(3, 6, 4).zeros();
            assertThatThrownBy(() -> sgd.step(sgd.start(Samples.RNN.zeros()), larger, 0.1))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"a\nb", "a\rb", "a\n", "\r"})
        void namesOfSlotsThatNoFileCouldHoldAreRefused(String name) {
            RnnParameters zeros = Samples.RNN.zeros();
            refused(
                    () -> new OptimizerState<>(zeros, Map.of(name, zeros), 0),
                    "OptimizerState: name of a slot must be one line of text but was '" + name + "'");
        }

        @Test
        void namesThatNoFileCouldHoldAreRefusedBeforeTheTraining() {
            RnnParameters zeros = Samples.RNN.zeros();
            refused(
                    () -> new OptimizerState<>(zeros, Map.of("", zeros), 0),
                    "OptimizerState: name of a slot must be at least one character and none of them NUL but was empty");
            refused(
                    () -> new OptimizerState<>(zeros, Map.of("a\uD800", zeros), 0),
                    "OptimizerState: name of a slot must be valid Unicode but was one with an unpaired surrogate");
            Clipping none = Clipping.none();
            refused(
                    () -> new RecipeSummary(Samples.CROSS_ENTROPY, none, "a\uD800", Map.of()),
                    "RecipeSummary: optimizer must be valid Unicode but was one with an unpaired surrogate");
            refused(
                    () -> new RecipeSummary(Samples.CROSS_ENTROPY, none, "own", Map.of("a\0b", 1.0)),
                    "RecipeSummary: name of a setting must be at least one character and none of them NUL but was a?b");
            Map<String, Double> settings = new HashMap<>();
            settings.put("rate", null);
            refused(
                    () -> new RecipeSummary(Samples.CROSS_ENTROPY, none, "own", settings),
                    "RecipeSummary: setting rate must be present but was null");
            settings.put(null, 1.0);
            settings.remove("rate");
            refused(
                    () -> new RecipeSummary(Samples.CROSS_ENTROPY, none, "own", settings),
                    "RecipeSummary: name of a setting must be present but was null");
        }

        @Test
        void slotsThatDoNotBelongToTheParametersAreRefused() {
            RnnParameters zeros = Samples.RNN.zeros();
            Map<String, RnnParameters> unnamed = new HashMap<>();
            unnamed.put(null, zeros);
            refused(
                    () -> new OptimizerState<>(zeros, unnamed, 0),
                    "OptimizerState: name of a slot must be present but was null");
            refused(
                    () -> new OptimizerState<>(zeros, Map.of("v", new RnnModel(3, 6, 4).zeros()), 0),
                    "OptimizerState: slots[v] must be of (nX, nA, nY) = (3, 5, 4) but was (3, 6, 4)");
        }

        @ParameterizedTest
        @ValueSource(doubles = {Double.NaN, -1, Double.POSITIVE_INFINITY})
        void aRateOutOfRangeIsRefused(double rate) {
            Optimizer adam = new AdamW(0.1, 0.01);
            refused(
                    () -> adam.step(adam.start(Samples.RNN.zeros()), Samples.RNN.zeros(), rate),
                    "Optimizer.step: rate must be finite and at least 0 but was " + rate);
        }

        /** Says what it remembers, and forgets it. */
        private record Remembering(String name, List<String> slots) implements Optimizer {

            @Override
            public Map<String, Double> settings() {
                return Map.of();
            }

            @Override
            public double rate() {
                return 1;
            }

            @Override
            public Update update(Matrix parameter, Matrix gradient, List<Matrix> before, long step, double rate) {
                return Update.of(parameter);
            }
        }

        @Test
        void twoSlotsOfOneNameAreRefused() {
            Optimizer twice = new Remembering("twice", List.of("v", "v"));
            refused(
                    () -> twice.start(Samples.RNN.zeros()),
                    "Optimizer.start: slots() of twice must be different names but was [v, v]");
        }

        @Test
        void missingArgumentsAreRefused() {
            Optimizer sgd = new Sgd(0.1);
            refused(() -> sgd.start((RnnParameters) null), "Optimizer.start: parameters must be present but was null");
            refused(
                    () -> sgd.step(null, Samples.RNN.zeros(), 0.1),
                    "Optimizer.step: state must be present but was null");
            refused(
                    () -> sgd.step(sgd.start(Samples.RNN.zeros()), null, 0.1),
                    "Optimizer.step: gradient must be present but was null");
            refused(
                    () -> new Adam(0.1)
                            .step(new Adam(0.1).start(Samples.RNN.zeros()), new RnnModel(2, 5, 4).zeros(), 1),
                    "Optimizer.step: gradient Wax must be (rows, columns) = (5, 3) but was (5, 2)");
            refused(() -> new Update(null, List.of()), "Update: parameter must be present but was null");
            refused(
                    () -> Update.of(Matrix.zeros(1, 1), (Matrix) null),
                    "Update: slots[0] must be present but was null");
            refused(
                    () -> new OptimizerState<>(Samples.RNN.zeros(), Map.of(), -1),
                    "OptimizerState: step must be at least 0 but was -1");
        }

        @Test
        void anUpdateWithTheWrongNumberOfSlotsIsRefused() {
            Optimizer forgetful = new Remembering("forgetful", List.of("velocity"));
            refused(
                    () -> forgetful.step(forgetful.start(Samples.RNN.zeros()), Samples.RNN.zeros(), 1),
                    "forgetful.update: slots must be as many as Optimizer.slots(), 1 but was 0");
        }
    }

    @Test
    void adamsFirstStepIsTheRateWhateverTheSizeOfTheGradient() {
        Adam adam = new Adam(0.01);
        Matrix zero = Matrix.zeros(1, 1);
        for (double g : new double[] {1e-3, 1, 1e6}) {
            Update update = adam.update(zero, Matrix.ofColumn(g), List.of(zero, zero), 1, 0.01);
            assertThat(update.parameter().get(0, 0)).isCloseTo(-0.01, within(1e-7));
        }
    }
}
