package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.GradientReport.Comparison;
import io.github.unroll.PlantedBptt.Mistake;
import io.github.unroll.Problem.Pair;
import io.github.unroll.Problem.Size;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Would the gradient check notice? Each mistake is planted in a plain port; the check must fail at exactly what it spoils. */
class PlantedMistakesTest {

    /** Two implementations of one formula differ by rounding only. */
    private static final double TOLERANCE = 1e-14;

    private static final Pair NOTEBOOK = new Pair(Activation.TANH, Output.SOFTMAX, Loss.Kind.SOFTMAX_CROSS_ENTROPY);

    /** Pairwise different, so that no operand can take another's place. */
    private static final Size SIZE = new Size(3, 5, 2, 4, 6);

    /** nX = nA, or the mistake would not have the shapes. */
    private static final Size SQUARE = new Size(5, 5, 2, 4, 6);

    private static Problem problem(Mistake mistake) {
        Size size = mistake == Mistake.X_GRADIENT_THROUGH_WAA ? SQUARE : SIZE;
        return Problem.draw(NOTEBOOK, Reduction.MEAN, size, 21);
    }

    private static PlantedBptt port(Mistake mistake, Problem problem) {
        return new PlantedBptt(mistake, problem.x(), problem.a0(), problem.parameters());
    }

    private static PlantedBptt port(Mistake mistake, NamedValues values, RnnParameters like) {
        return new PlantedBptt(mistake, values.steps("x"), values.get("a0"), values.like(like));
    }

    private static GradientCheck claimed(GradientCheck check, Problem problem, RnnGradients d) {
        return check.withSteps("x", problem.x(), d.dx())
                .with("a0", problem.a0(), d.da0())
                .with(problem.parameters().named(), d.parameters().named());
    }

    private static Set<String> wrong(GradientReport report) {
        Set<String> wrong = new TreeSet<>();
        for (Comparison comparison : report.comparisons()) {
            if (!comparison.passed()) {
                wrong.add(comparison.name());
            }
        }
        return wrong;
    }

    /** A port with a mistake, its own loss and the gradient it claims, as whoever wrote it would check it. */
    private static GradientReport checkOfALoss(Mistake mistake, Problem problem) {
        RnnGradients d = port(mistake, problem).backward(problem.target());
        GradientCheck check = GradientCheck.of(
                values -> port(mistake, values, problem.parameters()).loss(problem.target()));
        return claimed(check, problem, d).run();
    }

    /** The same from gradients at the states: the loss is {@code sum of da a}, with da as the backward pass left it. */
    private static GradientReport checkOfGivenGradients(Mistake mistake, Problem problem) {
        double[][][] da = PlantedBptt.arrays(given());
        RnnGradients d = port(mistake, problem).backward(da);
        GradientCheck check = GradientCheck.of(
                values -> port(mistake, values, problem.parameters()).loss(da));
        return claimed(check, problem, d).run();
    }

    private static List<Matrix> given() {
        return new Draw(22).steps(SIZE.T(), SIZE.nA(), SIZE.m());
    }

    /** The first gradients of DA_OVERWRITTEN are right, so it stands here for NONE. */
    @Test
    void thereAreTwelveOfWhichNoTwoAreTheSame() {
        assertThat(Mistake.values()).hasSize(12 + 1); // NONE
        Problem square = problem(Mistake.X_GRADIENT_THROUGH_WAA);
        assertThat(EnumSet.complementOf(EnumSet.of(Mistake.NONE)).stream()
                        .map(mistake -> port(mistake, square).backward(square.target())))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"NONE", "DA_OVERWRITTEN"})
    void isSeenInExactlyTheGradientsItSpoils(Mistake mistake) {
        GradientReport report = checkOfALoss(mistake, problem(mistake));
        assertThat(report.passed()).isFalse();
        assertThat(wrong(report)).isEqualTo(new TreeSet<>(mistake.wrong));
    }

    @Test
    void overwritingTheCallersGradientsIsSeen() {
        GradientReport report = checkOfGivenGradients(Mistake.DA_OVERWRITTEN, problem(Mistake.DA_OVERWRITTEN));
        assertThat(report.passed()).isFalse();
        assertThat(wrong(report)).isEqualTo(new TreeSet<>(Mistake.DA_OVERWRITTEN.wrong));
    }

    /** One step has no carry to drop. */
    @Test
    void aDroppedCarryIsSeenOnlyWhereThereIsMoreThanOneStep() {
        Problem oneStep = Problem.draw(NOTEBOOK, Reduction.MEAN, new Size(3, 5, 2, 4, 1), 23);
        assertThat(checkOfALoss(Mistake.CARRY_DROPPED, oneStep).passed()).isTrue();
        Problem twoSteps = Problem.draw(NOTEBOOK, Reduction.MEAN, new Size(3, 5, 2, 4, 2), 23);
        assertThat(checkOfALoss(Mistake.CARRY_DROPPED, twoSteps).passed()).isFalse();
    }

    @Nested
    class WithoutAMistake {

        @ParameterizedTest
        @EnumSource(names = {"NONE", "X_GRADIENT_THROUGH_WAA"})
        void thePortPassesInBothSizes(Mistake size) {
            assertThat(wrong(checkOfALoss(Mistake.NONE, problem(size)))).isEmpty();
        }

        @Test
        void thePortPassesWithGivenGradients() {
            assertThat(wrong(checkOfGivenGradients(Mistake.NONE, problem(Mistake.NONE))))
                    .isEmpty();
        }

        @Test
        void thePortHasTheGradientsOfTheLibrary() {
            Problem problem = problem(Mistake.NONE);
            PlantedBptt port = port(Mistake.NONE, problem);
            RnnGradients library = problem.backward();
            assertThat(Deviation.of(port.loss(problem.target()), library.loss()))
                    .isLessThan(TOLERANCE);
            Deviation.check(port.backward(problem.target()), library, TOLERANCE);
            List<Matrix> da = given();
            Deviation.check(
                    port.backward(PlantedBptt.arrays(da)),
                    Bptt.backward(da, problem.forward().caches()),
                    TOLERANCE);
        }

        @Test
        void theLibraryPassesWithGivenGradientsThatItDoesNotOverwrite() {
            Problem problem = problem(Mistake.NONE);
            List<Matrix> da = given();
            RnnGradients d = Bptt.backward(da, problem.forward().caches());
            GradientCheck check = GradientCheck.of(
                    values -> port(Mistake.NONE, values, problem.parameters()).loss(PlantedBptt.arrays(da)));
            claimed(check, problem, d).run().assertPassed();
        }
    }

    /** A forward pass that forgets its state is not wrong by itself, so it is compared with one that does not. */
    @Test
    void feedingA0ToEveryStepIsAnotherLoss() {
        Problem problem = problem(Mistake.NONE);
        double forgetful = port(Mistake.A0_FED_TO_EVERY_STEP, problem).loss(problem.target());
        assertThat(Math.abs(forgetful - problem.backward().loss())).isGreaterThan(1e-3);
    }
}
