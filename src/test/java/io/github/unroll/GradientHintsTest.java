package io.github.unroll;

import static io.github.unroll.GradientLosses.cubic;
import static io.github.unroll.GradientLosses.cubicGradient;
import static io.github.unroll.GradientLosses.draw;
import static io.github.unroll.GradientLosses.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Each hint where it is due, and near misses where it is not. */
class GradientHintsTest {

    private final Matrix W = draw(21, 4, 3);
    private final Matrix square = draw(22, 4, 4);
    private final List<Matrix> x =
            List.of(draw(23, 2, 5), draw(24, 2, 5), draw(25, 2, 5), draw(26, 2, 5), draw(27, 2, 5), draw(28, 2, 5));

    private static List<String> hints(Matrix value, Matrix claimed) {
        return hints(GradientCheck.of(v -> cubic(v.get("W"))), value, claimed);
    }

    private static List<String> hints(GradientCheck check, Matrix value, Matrix claimed) {
        return check.with("W", value, claimed).run().of("W").hints();
    }

    private List<String> hintsOfSteps(List<Matrix> claimed) {
        return hintsOf(x, claimed);
    }

    private static List<String> hintsOf(List<Matrix> values, List<Matrix> claimed) {
        return GradientCheck.of(v -> cubic(v.steps("x")))
                .withSteps("x", values, claimed)
                .run()
                .of("x")
                .hints();
    }

    @Test
    void aRightGradientNeedsNone() {
        assertThat(hints(W, cubicGradient(W))).isEmpty();
        assertThat(hintsOfSteps(cubicGradient(x))).isEmpty();
    }

    @Nested
    class Ratio {

        @Test
        void ofAnIntegerIsASumAgainstAMean() {
            assertThat(hints(W, cubicGradient(W).times(10)))
                    .containsExactly(
                            "claimed is 10 times the numerical gradient in every entry: a sum over 10 terms where"
                                    + " the loss takes the mean?");
            assertThat(hints(W, cubicGradient(W).times(1.0 / 7)))
                    .containsExactly(
                            "claimed is 1/7 times the numerical gradient in every entry: a mean over 7 terms where"
                                    + " the loss takes the sum?");
        }

        @Test
        void namesTheExamplesTheStepsAndBothTogether() {
            Matrix dW = cubicGradient(W);
            assertThat(hints(GradientCheck.of(v -> cubic(v.get("W"))).examples(10), W, dW.times(10))
                            .get(0))
                    .endsWith("a sum over the m = 10 examples where the loss takes the mean?");
            assertThat(withSteps(dW.times(5)).get(0)).contains("the m = 5 examples");
            assertThat(withSteps(dW.times(1.0 / 6)).get(0)).contains("a mean over the T = 6 steps");
            assertThat(withSteps(dW.times(30)).get(0)).contains("the m T = 30 examples of all steps");
            assertThat(withSteps(dW.times(31)).get(0)).contains("31 terms");
        }

        @Test
        void whatWasSaidOfTheExamplesCountsBeforeTheColumnsOfASequence() {
            List<String> hints = GradientCheck.of(v -> cubic(v.get("W")) + cubic(v.steps("x")))
                    .withSteps("x", x, cubicGradient(x))
                    .with("W", W, cubicGradient(W).times(5))
                    .examples(7)
                    .run()
                    .of("W")
                    .hints();
            assertThat(hints.get(0)).contains("a sum over 5 terms");
        }

        @Test
        void examplesAreNamedWhereTheStepsAreAsMany() {
            List<Matrix> square = List.of(draw(23, 1, 2), draw(24, 1, 2));
            List<String> hints = GradientCheck.of(v -> cubic(v.get("W")) + cubic(v.steps("x")))
                    .withSteps("x", square, cubicGradient(square))
                    .with("W", W, cubicGradient(W).times(2))
                    .run()
                    .of("W")
                    .hints();
            assertThat(hints.get(0)).contains("the m = 2 examples");
        }

        private List<String> withSteps(Matrix claimed) {
            GradientCheck check = GradientCheck.of(v -> cubic(v.get("W")) + cubic(v.steps("x")))
                    .withSteps("x", x, cubicGradient(x));
            return hints(check, W, claimed);
        }

        @Test
        void ofTwoMayBeASquare() {
            assertThat(hints(W, cubicGradient(W).times(2.0)).get(0)).endsWith(", or the factor 2 of a square?");
            assertThat(hints(W, cubicGradient(W).times(3.0)).get(0)).doesNotContain("square");
        }

        @Test
        void ofMinusOneIsTheOppositeSign() {
            assertThat(hints(W, cubicGradient(W).times(-1)))
                    .containsExactly("claimed is the numerical gradient with the opposite sign in every entry");
            assertThat(hints(W, cubicGradient(W).times(-4.0)).get(0)).startsWith("claimed is -4 times");
            assertThat(hints(W, cubicGradient(W).times(-0.25)).get(0)).startsWith("claimed is -1/4 times");
        }

        @Test
        void ofAnyOtherNumberIsSaidPlainly() {
            assertThat(hints(W, cubicGradient(W).times(0.73)))
                    .containsExactly("claimed is 0.730000 times the numerical gradient in every entry");
        }

        @Test
        void mustHoldInEveryEntry() {
            Matrix most =
                    with(cubicGradient(W).times(10), 1, 2, cubicGradient(W).get(1, 2) * 10.001);
            assertThat(hints(W, most)).noneMatch(hint -> hint.contains("times"));
            Matrix signs =
                    with(cubicGradient(W).times(-1), 1, 2, cubicGradient(W).get(1, 2));
            assertThat(hints(W, signs)).noneMatch(hint -> hint.contains("sign"));
            assertThat(hints(W, cubicGradient(W).map(g -> g > 0 ? 10 * g : 9 * g)))
                    .noneMatch(hint -> hint.contains("times"));
            assertThat(hints(W, cubicGradient(W).map(Math::abs))).noneMatch(hint -> hint.contains("sign"));
        }

        @Test
        void isNotReadFromOneEntryAlone() {
            Matrix one = draw(29, 1, 1);
            assertThat(hints(one, cubicGradient(one).times(10))).isEmpty();
        }

        @Test
        void isSeenByRandomDirectionsToo() {
            GradientCheck check = GradientCheck.of(v -> cubic(v.get("W"))).directions(3, 1);
            assertThat(hints(check, W, cubicGradient(W).times(10)).get(0)).startsWith("claimed is 10 times");
        }
    }

    @Nested
    class Steps {

        private final List<Matrix> right = cubicGradient(x);

        private List<Matrix> wrongBefore(int step) {
            List<Matrix> claimed = new ArrayList<>(right);
            for (int t = 0; t < step; t++) {
                claimed.set(t, right.get(t).map(g -> g + 0.1 + g * g));
            }
            return claimed;
        }

        @Test
        void rightAtTheLastOnlyMeansThatTheCarryIsLost() {
            assertThat(hintsOfSteps(wrongBefore(5)))
                    .containsExactly(
                            "right at the last step only, t = 5, wrong at every step before: the gradient that step"
                                    + " 5 hands back to step 4 is lost or wrong (the carry)");
        }

        @Test
        void rightFromSomeStepOnMeansThatItIsLostThere() {
            assertThat(hintsOfSteps(wrongBefore(2)))
                    .containsExactly(
                            "right from step 2 on, wrong at every step before: the gradient that step 2 hands back"
                                    + " to step 1 is lost or wrong (the carry)");
        }

        @Test
        void wrongAtTheLastOrAtASingleEntryIsNoLostCarry() {
            assertThat(hintsOfSteps(wrongBefore(6))).isEmpty();
            List<Matrix> entry = new ArrayList<>(right);
            entry.set(0, with(right.get(0), 1, 1, 9));
            assertThat(hintsOfSteps(entry)).isEmpty();
            List<Matrix> middle = new ArrayList<>(right);
            middle.set(3, wrongBefore(6).get(3));
            assertThat(hintsOfSteps(middle)).isEmpty();
        }

        @Test
        void aLastStepWithoutAGradientProvesNothing() {
            List<Matrix> claimed = wrongBefore(5);
            claimed.set(5, Matrix.zeros(2, 5));
            List<String> hints = GradientCheck.of(v -> cubic(v.steps("x").subList(0, 5)))
                    .withSteps("x", x, claimed)
                    .run()
                    .of("x")
                    .hints();
            assertThat(hints).isEmpty();
        }

        @Test
        void inTheOppositeOrderAreRecognised() {
            List<Matrix> reversed = new ArrayList<>(right);
            Collections.reverse(reversed);
            assertThat(hintsOfSteps(reversed))
                    .containsExactly("the steps are in the opposite order: claimed step 0 is right for the last step");
            Collections.swap(reversed, 0, 1);
            assertThat(hintsOfSteps(reversed)).isEmpty();
        }
    }

    @Nested
    class WhereTheWrongEntriesAre {

        @Test
        void aTransposeIsRecognised() {
            assertThat(hints(square, cubicGradient(square).transpose()))
                    .containsExactly("the claimed gradient is the transpose of the numerical one");
            Matrix almost = with(cubicGradient(square).transpose(), 0, 3, 5);
            assertThat(hints(square, almost)).isEmpty();
            assertThat(hints(square, cubicGradient(square).map(g -> g + 1)))
                    .noneMatch(hint -> hint.contains("transpose"));
        }

        @Test
        void aSlightlyWrongSymmetricMatrixIsNotItsOwnTranspose() {
            Matrix symmetric = square.plus(square.transpose());
            assertThat(hints(symmetric, cubicGradient(symmetric).map(g -> g + 1e-6 * g * g)))
                    .noneMatch(hint -> hint.contains("transpose"));
        }

        @Test
        void aBlockOfRowsAndColumnsIsNamed() {
            Matrix g = cubicGradient(W);
            assertThat(hints(W, with(g, 2, 1, 7))).containsExactly("wrong in row 2 of column 1, right everywhere else");
            Matrix row = with(with(with(g, 3, 0, 7), 3, 1, 8), 3, 2, 9);
            assertThat(hints(W, row)).containsExactly("wrong in row 3, right everywhere else");
            Matrix columns = g.combine(
                    Matrix.of(new double[][] {{0, 1, 1}, {0, 1, 1}, {0, 1, 1}, {0, 1, 1}}),
                    (a, one) -> a + one * (2 + a * a));
            assertThat(hints(W, columns)).containsExactly("wrong in columns 1 to 2, right everywhere else");
            Matrix block = with(with(with(with(g, 0, 0, 7), 0, 1, 8), 1, 0, 9), 1, 1, 6);
            assertThat(hints(W, block))
                    .containsExactly("wrong in rows 0 to 1 of columns 0 to 1, right everywhere else");
        }

        @Test
        void stepsThatStandInRowsOrColumnsMayHaveLostTheCarry() {
            String carry =
                    " 0 to 2, right everywhere else: if each %s is a step, what the last step hands back is lost or"
                            + " wrong (the carry)";
            Matrix g = cubicGradient(W);
            Matrix rows = g.combine(
                    Matrix.of(new double[][] {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}}),
                    (a, one) -> a + one * (2 + a * a));
            assertThat(hints(W, rows)).containsExactly("wrong in rows" + String.format(carry, "row"));
            assertThat(hints(W.transpose(), rows.transpose()))
                    .containsExactly("wrong in columns" + String.format(carry, "column"));
            Matrix two = Matrix.ofColumn(2, 3);
            assertThat(hints(two, with(cubicGradient(two), 0, 0, 7)))
                    .containsExactly("wrong in row 0, right everywhere else");
        }

        @Test
        void aBlockWithAGapIsNone() {
            Matrix g = cubicGradient(W);
            assertThat(hints(W, with(with(with(g, 0, 0, 7), 0, 1, 8), 1, 1, 6))).isEmpty();
            assertThat(hints(W, g.map(v -> v + 2 + v * v))).isEmpty();
        }

        @Test
        void ofAVectorTheElementsAreNamed() {
            double[] v = {0.5, 1, 2, 3};
            GradientReport report = GradientCheck.inPlace(() -> v[0] * v[1] * v[2] * v[3])
                    .withArray("v", v, new double[] {6, 4, 1.6, 1})
                    .run();
            assertThat(report.of("v").hints()).containsExactly("wrong in elements 1 to 2, right everywhere else");
            assertThat(report.of("v").worst().get(0).place()).isEqualTo("[1]");
        }

        @Test
        void aSampleSaysNothingAboutWhatItDidNotSee() {
            GradientCheck check = GradientCheck.of(v -> cubic(v.get("W"))).sample(15, 3);
            assertThat(hints(check, square, cubicGradient(square).transpose())).isEmpty();
        }
    }

    @Nested
    class Degenerate {

        @Test
        void allZerosWereNeverComputed() {
            assertThat(hints(W, Matrix.zeros(4, 3)))
                    .containsExactly(
                            "every claimed entry is 0: was the gradient ever computed? Or written over (= for +=) by a"
                                    + " term that is 0, as at the first step of a state that begins with 0?");
            assertThat(hints(W, with(Matrix.zeros(4, 3), 0, 0, 1e-3))).noneMatch(hint -> hint.contains("computed?"));
        }

        @Test
        void zerosThatFailByTruncationMayHaveBeenComputed() {
            Matrix zero = Matrix.zeros(1, 1);
            GradientCheck check = GradientCheck.of(v -> 10 * Math.pow(v.get("W").get(0, 0), 3));
            assertThat(check.with("W", zero, zero).run().of("W").hints())
                    .containsExactly(
                            "no entry misses by more than 10 times the noise of the differences: fivePoints() tells a"
                                    + " mistake from noise");
        }

        @Test
        void aLossThatDoesNotReadItsValuesIsRecognised() {
            assertThat(hints(GradientCheck.of(v -> cubic(W)), W, cubicGradient(W)))
                    .containsExactly(
                            "the loss is the same whatever value is moved: does it read W from what the check hands"
                                    + " it, or a copy of its own?");
            assertThat(hints(GradientCheck.of(v -> v.get("W").get(0, 0)), W, cubicGradient(W)))
                    .noneMatch(hint -> hint.contains("a copy of its own"));
            // it moves inside the step, and not within a hundredth of it
            GradientCheck kinked = GradientCheck.of(v -> Math.max(0, v.get("W").get(0, 0) - 5e-6));
            Matrix zero = Matrix.zeros(1, 1);
            assertThat(hints(kinked, zero, zero.map(v -> 0.3))).noneMatch(hint -> hint.contains("a copy of its own"));
        }

        @Test
        void kinksInsideTheStepHideNoOtherHint() {
            GradientCheck kinked = GradientCheck.of(v -> {
                Matrix w = v.get("W");
                return Math.abs(w.get(0, 0) - 5e-6) + 2 * Math.abs(w.get(1, 0) - 5e-6);
            });
            assertThat(hints(kinked, Matrix.zeros(2, 1), Matrix.ofColumn(-7, -14))
                            .get(0))
                    .startsWith("claimed is 7 times the numerical gradient");
        }

        @Test
        void notANumberIsCountedAndPlaced() {
            Matrix claimed = with(with(cubicGradient(W), 1, 2, Double.NaN), 3, 0, Double.NEGATIVE_INFINITY);
            assertThat(hints(W, claimed))
                    .containsExactly("the claimed gradient is NaN or infinite in 2 of 12 places, first at W[1, 2]");
        }

        @Test
        void aMissNearTheNoiseAsksForFivePoints() {
            String hint =
                    "no entry misses by more than 10 times the noise of the differences: fivePoints() tells a mistake"
                            + " from noise";
            Matrix small = W.times(1e-5);
            Matrix near = with(cubicGradient(small), 0, 0, cubicGradient(small).get(0, 0) + 1e-9);
            Matrix far = with(cubicGradient(small), 0, 0, cubicGradient(small).get(0, 0) + 1e-7);
            assertThat(hints(small, near)).contains(hint);
            assertThat(hints(small, far)).isNotEmpty().doesNotContain(hint);
            assertThat(hints(GradientCheck.of(v -> cubic(v.get("W"))).fivePoints(), small, near))
                    .isNotEmpty()
                    .doesNotContain(hint);
            Matrix nearest =
                    with(cubicGradient(small), 0, 0, cubicGradient(small).get(0, 0) + 1e-10);
            assertThat(hints(GradientCheck.of(v -> cubic(v.get("W"))).fivePoints(), small, nearest))
                    .isNotEmpty()
                    .doesNotContain(hint);
            GradientCheck directions = GradientCheck.of(v -> cubic(v.get("W"))).directions(5, 1);
            GradientReport report = directions.with("W", small, near).run();
            assertThat(report.passed()).isFalse();
            assertThat(report.of("W").hints()).isEmpty();
        }
    }

    @Nested
    class OneCauseOneHint {

        private final Matrix row = Matrix.of(new double[][] {{0.5, -0.7, 1.5}, {0, 0, 0}, {0, 0, 0}});
        private final Matrix twist = Matrix.of(new double[][] {{1, 2}, {3, 4}});

        @Test
        void notANumberIsNotAlsoABlock() {
            assertThat(hints(W, with(cubicGradient(W), 0, 0, Double.NaN)))
                    .containsExactly("the claimed gradient is NaN or infinite in 1 of 12 places, first at W[0, 0]");
        }

        @Test
        void allZerosAreNotAlsoABlock() {
            assertThat(hints(row, Matrix.zeros(3, 3)))
                    .containsExactly(
                            "every claimed entry is 0: was the gradient ever computed? Or written over (= for +=) by a"
                                    + " term that is 0, as at the first step of a state that begins with 0?");
        }

        @Test
        void aLossThatReadsACopyIsNotAlsoABlock() {
            List<String> hints = hints(GradientCheck.of(v -> 1), W, with(Matrix.zeros(4, 3), 1, 1, 2));
            assertThat(hints).hasSize(1);
            assertThat(hints.get(0)).startsWith("the loss is the same whatever value is moved");
        }

        @Test
        void aRatioIsNotAlsoABlock() {
            List<String> hints = hints(row, cubicGradient(row).times(10));
            assertThat(hints).hasSize(1);
            assertThat(hints.get(0)).startsWith("claimed is 10 times");
        }

        @Test
        void aLostCarryIsNotAlsoATranspose() {
            Matrix first = Matrix.of(new double[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
            Matrix last = first.plus(first.transpose());
            List<String> hints =
                    hintsOf(List.of(first, last), List.of(cubicGradient(first).transpose(), cubicGradient(last)));
            assertThat(hints).hasSize(1);
            assertThat(hints.get(0)).startsWith("right at the last step only, t = 1");
        }

        @Test
        void aReversedSequenceIsNotAlsoATranspose() {
            assertThat(hintsOf(
                            List.of(twist, twist.transpose()),
                            List.of(cubicGradient(twist.transpose()), cubicGradient(twist))))
                    .containsExactly("the steps are in the opposite order: claimed step 0 is right for the last step");
        }
    }

    @Nested
    class OneThatDoesNotFitLeavesRoomForTheNext {

        @Test
        void aRatioOfOneForABlock() {
            Matrix large = Matrix.of(new double[][] {{100, 100}, {0.5, 100}});
            assertThat(hints(large, with(cubicGradient(large), 1, 0, 0.9)))
                    .containsExactly("wrong in row 1 of column 0, right everywhere else");
        }

        @Test
        void aFirstStepThatIsRightForTheOppositeOrder() {
            List<Matrix> values = List.of(x.get(0), x.get(1), x.get(2), x.get(0));
            List<Matrix> claimed = new ArrayList<>(cubicGradient(values));
            Collections.reverse(claimed);
            assertThat(hintsOf(values, claimed))
                    .containsExactly("the steps are in the opposite order: claimed step 0 is right for the last step");
        }

        @Test
        void stepsInTheirOrderForTheTranspose() {
            List<Matrix> values = List.of(square, draw(31, 4, 4));
            List<Matrix> claimed =
                    cubicGradient(values).stream().map(Matrix::transpose).toList();
            assertThat(hintsOf(values, claimed))
                    .containsExactly("the claimed gradient is the transpose of the numerical one");
        }

        @Test
        void aSquareMatrixThatIsNoTransposeForABlock() {
            Matrix g = cubicGradient(square);
            assertThat(hints(square, with(with(g, 1, 2, 7), 1, 3, 8)))
                    .containsExactly("wrong in row 1 of columns 2 to 3, right everywhere else");
        }
    }

    @Nested
    class Boundaries {

        @Test
        void theNoiseThatARatioIsGrantedGrowsWithIt() {
            double[] w = {0.1, 0.2, 0.3};
            GradientReport report = GradientCheck.inPlace(() -> w[0] + 2 * w[1])
                    .withArray("w", w, new double[] {10, 20, 7e-9}) // of the last the noise is 3.6e-10
                    .run();
            assertThat(report.of("w").hints()).hasSize(1);
            assertThat(report.of("w").hints().get(0)).startsWith("claimed is 10 times");
        }

        @Test
        void aGradientOfAThousandthIsEvidence() {
            GradientCheck check = GradientCheck.of(v -> 1e-3 * cubic(v.get("W")));
            assertThat(hints(check, W, cubicGradient(W).times(1e-2)).get(0)).startsWith("claimed is 10 times");
        }

        @Test
        void twoEntriesAreEnoughForARatio() {
            Matrix two = Matrix.of(new double[][] {{0.5, 2}});
            assertThat(hints(two, cubicGradient(two).times(10)).get(0)).startsWith("claimed is 10 times");
        }

        @Test
        void aLargeRatioIsCalledByItsIntegerUpToAMillionthOfIt() {
            assertThat(hints(W, cubicGradient(W).times(1000.0005)).get(0)).startsWith("claimed is 1000 times");
            assertThat(hints(W, cubicGradient(W).times(1000.005)).get(0)).startsWith("claimed is 1000.0");
        }

        @Test
        void aStepThatIsHalfRightIsNoLostCarry() {
            List<Matrix> claimed = new ArrayList<>(cubicGradient(x));
            for (int t = 0; t < 5; t++) {
                Matrix step = claimed.get(t);
                for (int column = 0; column < 5; column++) {
                    step = with(step, 1, column, step.get(1, column) + 3 + column);
                }
                claimed.set(t, step);
            }
            assertThat(hintsOfSteps(claimed)).isEmpty();
            for (int t = 0; t < 5; t++) {
                claimed.set(t, with(claimed.get(t), 0, 0, 17));
            }
            assertThat(hintsOfSteps(claimed)).hasSize(1);
        }

        @Test
        void anEntryExactlyAtTheToleranceIsNotWrong() {
            double[] w = {0.5, 0.5}; // the differences are exact: 1 and 1
            GradientReport report = GradientCheck.inPlace(() -> w[0] + w[1])
                    .withArray("w", w, new double[] {3, 30})
                    .step(1.0 / 1024)
                    .tolerance(0.5)
                    .run();
            assertThat(report.of("w").wrong()).isEqualTo(1);
            assertThat(report.of("w").hints()).contains("wrong in element 1, right everywhere else");
        }
    }
}
