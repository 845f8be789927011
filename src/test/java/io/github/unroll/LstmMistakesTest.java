package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backward pass with a planted mistake does not get past the gradient check, and the same one without it does. */
class LstmMistakesTest {

    /** The same sums in another order. */
    private static final double ROUNDING = 1e-14;

    private final LstmCase oneStep = LstmCase.random(1, 3, 4, 2, 5, 1);
    private final LstmCase threeSteps = LstmCase.random(2, 2, 4, 1, 5, 3);

    @Test
    void withoutAMistakeItIsTheLibrarysGradient() {
        Deviation.check(naive(threeSteps, LstmMistake.NONE), threeSteps.backward(), ROUNDING);
    }

    @Test
    void thereAreTwentyOfWhichNoTwoAreTheSame() {
        assertThat(LstmMistake.values()).hasSize(20 + 1); // NONE
        assertThat(Stream.of(LstmMistake.values()).map(mistake -> naive(threeSteps, mistake)))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void ofThreeStepsTheCheckFindsExactlyWhatIsWrong(LstmMistake mistake) {
        GradientReport report = threeSteps.checkLinear(naive(threeSteps, mistake));
        assertThat(wrong(report)).as("%s", report).isEqualTo(mistake.wrongAfterThreeSteps());
        assertThat(report.passed()).isEqualTo(mistake == LstmMistake.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void ofOneStepTheCheckFindsExactlyWhatIsWrong(LstmMistake mistake) {
        GradientReport report = oneStep.checkLinear(naive(oneStep, mistake));
        assertThat(wrong(report)).as("%s", report).isEqualTo(mistake.wrongAfterOneStep());
    }

    private static LstmGradients naive(LstmCase c, LstmMistake mistake) {
        return LstmNaive.backward(c.da(), c.dcLast(), c.forward().caches(), mistake);
    }

    private static Set<String> wrong(GradientReport report) {
        Set<String> names = new TreeSet<>();
        for (GradientReport.Comparison comparison : report.comparisons()) {
            if (!comparison.passed()) {
                names.add(comparison.name());
            }
        }
        return names;
    }
}
