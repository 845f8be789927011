package io.github.unroll.train;

import static io.github.unroll.train.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.unroll.Fixture;
import io.github.unroll.Loss;
import io.github.unroll.Matrix;
import io.github.unroll.Reduction;
import io.github.unroll.RnnParameters;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {

    private static final double TOLERANCE = 1e-14; // values of size 1

    /** A gradient with these as Wax and ba, 0 elsewhere. */
    private static RnnParameters gradient(Matrix w, Matrix b) {
        RnnParameters zeros = new RnnModel(w.columns(), w.rows(), 1).zeros();
        return new RnnParameters(w, zeros.Waa(), zeros.Wya(), b, zeros.by());
    }

    @Nested
    class Clip {

        @Test
        void byNormAgreesWithPyTorch() {
            Fixture fixture = Fixture.load("clip-norm");
            RnnParameters gradient = gradient(fixture.matrix("gw"), fixture.matrix("gb"));
            Clipped<RnnParameters> clipped =
                    Clipping.norm(fixture.scalar("max_norm")).apply(gradient);
            assertThat(clipped.norm()).isCloseTo(fixture.scalar("norm"), within(TOLERANCE));
            assertThat(clipped.gradient()
                            .Wax()
                            .minus(fixture.matrix("clipped_w"))
                            .norm())
                    .isLessThan(TOLERANCE);
            assertThat(clipped.gradient()
                            .ba()
                            .minus(fixture.matrix("clipped_b"))
                            .norm())
                    .isLessThan(TOLERANCE);
        }

        @Test
        void byNormLeavesASmallGradientAsItIs() {
            RnnParameters gradient = gradient(Samples.random(4, 3, 1), Samples.random(4, 1, 2));
            Clipped<RnnParameters> clipped = Clipping.norm(100).apply(gradient);
            assertThat(clipped.gradient()).isEqualTo(gradient);
            assertThat(clipped.norm()).isGreaterThan(1);
            assertThat(Clipping.norm(1.01 * clipped.norm()).apply(gradient).gradient())
                    .isEqualTo(gradient);
        }

        @Test
        void byValueCutsEachValueAndReturnsTheNormBefore() {
            RnnParameters gradient = gradient(Matrix.of(new double[][] {{3, -0.5}, {-4, 1}}), Matrix.zeros(2, 1));
            Clipped<RnnParameters> clipped = Clipping.value(1).apply(gradient);
            assertThat(clipped.gradient().Wax()).isEqualTo(Matrix.of(new double[][] {{1, -0.5}, {-1, 1}}));
            assertThat(clipped.norm()).isCloseTo(Math.sqrt(9 + 0.25 + 16 + 1), within(TOLERANCE));
        }

        @ParameterizedTest
        @ValueSource(doubles = {1e200, 1e300})
        void keepsTheDirectionOfAGradientWhoseSquaresOverflow(double size) {
            RnnParameters gradient = gradient(Matrix.of(new double[][] {{3 * size}}), Matrix.ofColumn(-4 * size));
            Clipped<RnnParameters> clipped = Clipping.norm(10).apply(gradient);
            assertThat(clipped.norm()).isEqualTo(5 * size);
            assertThat(clipped.gradient().Wax().get(0, 0)).isCloseTo(6, within(1e-14));
            assertThat(clipped.gradient().ba().get(0, 0)).isCloseTo(-8, within(1e-14));
        }

        @Test
        void makesAllOfAGradientWithANaNNaNAsPyTorchDoes() {
            RnnParameters gradient = gradient(Matrix.of(new double[][] {{Double.NaN, 1e6}}), Matrix.ofColumn(-3));
            Clipped<RnnParameters> clipped = Clipping.norm(1).apply(gradient);
            assertThat(clipped.norm()).isNaN();
            assertThat(clipped.gradient().Wax().get(0, 1)).isNaN();
            assertThat(clipped.gradient().ba().get(0, 0)).isNaN();
        }

        @Test
        void noneOnlyMeasures() {
            RnnParameters gradient = gradient(Samples.random(4, 3, 1), Samples.random(4, 1, 2));
            assertThat(Clipping.none().apply(gradient).gradient()).isSameAs(gradient);
            assertThat(Clipping.none().apply(gradient).norm()).isGreaterThan(1);
        }

        @Test
        void limitsOutOfRangeAreRefused() {
            refused(() -> Clipping.norm(0), "Clipping: limit must be finite and above 0 but was 0.0");
            refused(() -> Clipping.value(Double.NaN), "Clipping: limit must be finite and above 0 but was NaN");
            refused(() -> new Clipping(Clipping.Kind.NONE, 1), "Clipping: limit must be Infinity for NONE but was 1.0");
            refused(() -> new Clipping(null, 1), "Clipping: kind must be present but was null");
            refused(
                    () -> Clipping.none().apply((RnnParameters) null),
                    "Clipping.apply: gradient must be present but was null");
        }
    }

    @Nested
    class Rates {

        @Test
        void decayMultipliesAgainEverySoManySteps() {
            Schedule decay = Schedule.decay(10, 0.5);
            assertThat(decay.factor(1)).isEqualTo(1);
            assertThat(decay.factor(10)).isEqualTo(1);
            assertThat(decay.factor(11)).isEqualTo(0.5);
            assertThat(decay.factor(31)).isEqualTo(0.125);
        }

        @Test
        void warmupRisesToOne() {
            Schedule warmup = Schedule.warmup(4);
            assertThat(warmup.factor(1)).isEqualTo(0.25);
            assertThat(warmup.factor(4)).isEqualTo(1);
            assertThat(warmup.factor(5)).isEqualTo(1);
        }

        @Test
        void cosineFallsFromOneToZero() {
            Schedule cosine = Schedule.cosine(100);
            assertThat(cosine.factor(1)).isEqualTo(1);
            assertThat(cosine.factor(51)).isCloseTo(0.5, within(TOLERANCE));
            assertThat(cosine.factor(100)).isBetween(0.0002, 0.0003);
            assertThat(cosine.factor(101)).isZero();
        }

        @Test
        void productsAndConstants() {
            assertThat(Schedule.warmup(4).times(step -> 3).factor(2)).isEqualTo(1.5);
            assertThat(Schedule.constant().factor(1_000_000)).isEqualTo(1);
        }

        @Test
        void argumentsOutOfRangeAreRefused() {
            refused(() -> Schedule.decay(0, 0.5), "Schedule.decay: every must be at least 1 but was 0");
            refused(() -> Schedule.decay(1, 0), "Schedule.decay: factor must be finite and above 0 but was 0.0");
            refused(() -> Schedule.warmup(0), "Schedule.warmup: steps must be at least 1 but was 0");
            refused(() -> Schedule.cosine(-1), "Schedule.cosine: steps must be at least 1 but was -1");
            refused(() -> Schedule.constant().times(null), "Schedule.times: other must be present but was null");
        }
    }

    @Nested
    class OneUpdate {

        private final RnnParameters start = Samples.parameters(Samples.RNN);
        private final RnnParameters gradient = Samples.RNN.initialize(Initialization.uniform(), new SplitMix64(3));

        @Test
        void isClippingThenRateThenOptimizer() {
            Sgd sgd = new Sgd(0.1);
            Recipe recipe = Recipe.of(Samples.CROSS_ENTROPY, sgd)
                    .withClipping(Clipping.norm(0.5))
                    .withSchedule(step -> 1.0 / (step + 1));
            Updated<RnnParameters> updated = recipe.update(sgd.start(start), new LossGradient<>(1, gradient));

            Clipped<RnnParameters> clipped = Clipping.norm(0.5).apply(gradient);
            assertThat(updated.rate()).isEqualTo(0.05);
            assertThat(updated.gradientNorm()).isEqualTo(clipped.norm()).isGreaterThan(0.5);
            assertThat(updated.state().parameters().Waa())
                    .isEqualTo(start.Waa().combine(clipped.gradient().Waa(), (p, g) -> p - 0.05 * g));
        }

        @Test
        void aLossThatIsNotFiniteIsRefusedBeforeTheUpdate() {
            Adam adam = new Adam(0.01);
            Recipe recipe = Recipe.of(Samples.CROSS_ENTROPY, adam);
            OptimizerState<RnnParameters> state = adam.start(start);
            double norm = Clipping.none().apply(gradient).norm();
            assertThatThrownBy(() -> recipe.update(state, new LossGradient<>(Double.NaN, gradient)))
                    .isInstanceOfSatisfying(DivergedException.class, e -> {
                        assertThat(e.step()).isEqualTo(1);
                        assertThat(e.loss()).isNaN();
                        assertThat(e.gradientNorm()).isEqualTo(norm);
                        assertThat(e.rate()).isEqualTo(0.01);
                    })
                    .hasMessage(
                            "Recipe.update: loss of step 1 must be finite but was not: loss NaN, gradient norm before"
                                    + " clipping " + norm + ", rate 0.01");
        }

        @Test
        void aGradientOrAnUpdateThatIsNotFiniteIsRefused() {
            Sgd sgd = new Sgd(1e300);
            Recipe recipe = Recipe.of(Samples.CROSS_ENTROPY, sgd);
            RnnParameters infinite = gradient.map(matrix -> matrix.map(v -> Double.NEGATIVE_INFINITY));
            RnnParameters huge = gradient.map(matrix -> matrix.map(v -> 1e100));
            assertThatThrownBy(() -> recipe.update(sgd.start(start), new LossGradient<>(1, infinite)))
                    .isInstanceOf(DivergedException.class)
                    .hasMessage("Recipe.update: gradient of step 1 must be finite but was not: loss 1.0, gradient norm"
                            + " before clipping Infinity, rate 1.0E300");
            assertThatThrownBy(() -> recipe.update(sgd.start(start), new LossGradient<>(1, huge)))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageStartingWith(
                            "Recipe.update: parameters after the update of step 1 must be finite but was not");
        }

        /** Of 1e160 the square is infinite: every update after it would be 0. */
        @Test
        void whatTheOptimizerRemembersMustStayFinite() {
            RnnParameters huge = gradient.map(matrix -> matrix.map(v -> 1e160));
            for (Optimizer optimizer :
                    List.of(new Adam(0.1), new AdamW(0.1, 0.01), new RmsProp(0.1), new Adagrad(0.1))) {
                Recipe recipe = Recipe.of(Samples.CROSS_ENTROPY, optimizer);
                assertThatThrownBy(() -> recipe.update(optimizer.start(start), new LossGradient<>(1, huge)))
                        .isInstanceOf(DivergedException.class)
                        .hasMessageStartingWith(
                                "Recipe.update: what the optimizer remembers of step 1 must be finite but was not");
            }
        }

        @Test
        void aRateThatOverflowsIsRefused() {
            Sgd sgd = new Sgd(1e200);
            Recipe recipe = Recipe.of(Samples.CROSS_ENTROPY, sgd).withSchedule(step -> 1e200);
            assertThatThrownBy(() -> recipe.update(sgd.start(start), new LossGradient<>(1, gradient)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "Recipe.update: rate times the schedule's factor at step 1 must be finite and at least 0"
                                    + " but was Infinity");
        }

        @Test
        void aGradientThatIsLargeAndFiniteIsClipped() {
            Sgd sgd = new Sgd(0.5);
            RnnParameters large = gradient.map(matrix -> matrix.map(v -> -1e200));
            RnnParameters next = Recipe.of(Samples.CROSS_ENTROPY, sgd)
                    .withClipping(Clipping.value(1))
                    .update(sgd.start(start), new LossGradient<>(1, large))
                    .state()
                    .parameters();
            assertThat(next).isEqualTo(start.map(matrix -> matrix.map(v -> v + 0.5)));
        }

        @Test
        void aScheduleThatIsNotFiniteIsRefused() {
            Sgd sgd = new Sgd(0.1);
            Recipe recipe = Recipe.of(Samples.CROSS_ENTROPY, sgd).withSchedule(step -> -1);
            refused(
                    () -> recipe.update(sgd.start(start), new LossGradient<>(1, gradient)),
                    "Recipe.update: factor of the schedule at step 1 must be finite and at least 0 but was -1.0");
        }

        @Test
        void aLargeFiniteBundleIsFinite() {
            RnnParameters large = start.map(matrix -> matrix.map(v -> 1e300));
            assertThat(Bundles.isFinite(large)).isTrue();
            assertThat(Bundles.isFinite(start.map(matrix -> matrix.map(v -> Double.NaN))))
                    .isFalse();
        }
    }

    @Test
    void aSummaryIsOneLine() {
        Recipe recipe = Recipe.of(Loss.softmaxCrossEntropy(Reduction.MEAN), new Momentum(0.1, 0.9))
                .withClipping(Clipping.norm(5));
        assertThat(recipe.summary())
                .hasToString("momentum {momentum=0.9, rate=0.1}, SOFTMAX_CROSS_ENTROPY (MEAN), clipping NORM 5.0");
    }

    @Test
    void aScheduleAndARecipePrintAsTheCallsThatMadeThem() {
        Schedule schedule = Schedule.warmup(100).times(Schedule.cosine(5000)).times(Schedule.decay(10, 0.5));
        assertThat(schedule).hasToString("warmup(100).times(cosine(5000)).times(decay(10, 0.5))");
        Recipe recipe = Recipe.of(Loss.softmaxCrossEntropy(Reduction.MEAN), new Momentum(0.1, 0.9));
        assertThat(recipe.toString()).endsWith("schedule=constant()]");
        assertThat(recipe.summary().toString()).endsWith(", clipping NONE");
    }

    @Test
    void missingPartsAreRefused() {
        Recipe recipe = Recipe.of(Samples.CROSS_ENTROPY, new Sgd(0.1));
        refused(() -> Recipe.of(null, new Sgd(0.1)), "Recipe: loss must be present but was null");
        refused(() -> Recipe.of(Samples.CROSS_ENTROPY, null), "Recipe: optimizer must be present but was null");
        refused(() -> recipe.withClipping(null), "Recipe: clipping must be present but was null");
        refused(() -> recipe.withSchedule(null), "Recipe: schedule must be present but was null");
        refused(
                () -> recipe.update(null, new LossGradient<>(1, Samples.RNN.zeros())),
                "Recipe.update: state must be present but was null");
        refused(
                () -> recipe.update(new Sgd(0.1).start(Samples.RNN.zeros()), null),
                "Recipe.update: gradient must be present but was null");
    }
}
