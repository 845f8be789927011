package io.github.unroll;

import static io.github.unroll.GradientLosses.W;
import static io.github.unroll.GradientLosses.b;
import static io.github.unroll.GradientLosses.cubic;
import static io.github.unroll.GradientLosses.cubicGradient;
import static io.github.unroll.GradientLosses.draw;
import static io.github.unroll.GradientLosses.x;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.unroll.GradientReport.Comparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the loss gets to see while it is measured, and that every value is put back. */
class GradientCheckValuesTest {

    private final double[][] w = {{-0.0, 0.1, -7.3}, {Double.MIN_VALUE, 1e-300, 4e5}};
    private final double[] v = {-0.0, 0.3};
    private final double[][][] s = {{{-0.0, 1}}, {{0.1, 2}}};

    private double loss() {
        return cubic(Matrix.of(w)) * 1e-12
                + v[0] * v[0]
                + 3 * v[1]
                + s[0][0][0]
                + 2 * s[0][0][1]
                + 3 * s[1][0][0] * s[1][0][1];
    }

    private List<Long> bits() {
        List<Long> bits = new ArrayList<>();
        for (double[] row : w) {
            Arrays.stream(row).forEach(value -> bits.add(Double.doubleToRawLongBits(value)));
        }
        Arrays.stream(v).forEach(value -> bits.add(Double.doubleToRawLongBits(value)));
        for (double[][] step : s) {
            Arrays.stream(step[0]).forEach(value -> bits.add(Double.doubleToRawLongBits(value)));
        }
        return bits;
    }

    private GradientCheck check(DoubleSupplier loss) {
        return GradientCheck.inPlace(loss)
                .withArray("w", w, cubicGradient(Matrix.of(w)).times(1e-12).toArray())
                .withArray("v", v, new double[] {0, 3})
                .withArray("s", s, new double[][][] {{{1, 2}}, {{6, 0.3}}});
    }

    @Test
    void arraysArePutBackBitForBit() {
        List<Long> before = bits();
        GradientReport report = check(this::loss).run();
        assertThat(bits()).isEqualTo(before);
        report.assertPassed();
        assertThat(report.comparisons()).extracting(Comparison::shape).containsExactly("(2, 3)", "(2)", "2 x (1, 2)");
        check(this::loss).directions(2, 1).run().assertPassed();
        assertThat(bits()).isEqualTo(before);
    }

    @Test
    void arraysArePutBackWheneverTheLossThrows() {
        List<Long> before = bits();
        for (boolean directions : new boolean[] {false, true}) {
            for (int last = 1; last <= 15; last++) {
                int[] left = {last};
                GradientCheck check = check(() -> {
                    if (--left[0] == 0) {
                        throw new UnsupportedOperationException("enough");
                    }
                    return loss();
                });
                assertThatThrownBy(directions ? check.directions(3, 1)::run : check::run)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessage("enough");
                assertThat(bits()).isEqualTo(before);
            }
        }
    }

    @Test
    void exactlyOneEntryIsMovedAtATime() {
        List<Integer> moved = new ArrayList<>();
        List<Long> before = bits();
        check(() -> {
                    List<Long> now = bits();
                    moved.add((int) IntStream.range(0, now.size())
                            .filter(i -> !now.get(i).equals(before.get(i)))
                            .count());
                    return loss();
                })
                .run();
        assertThat(moved).hasSize(2 + 2 * 12 + 1);
        assertThat(moved.subList(2, 26)).containsOnly(1);
        assertThat(List.of(moved.get(0), moved.get(1), moved.get(26))).containsOnly(0);
    }

    @Test
    void ofMatricesOnlyTheOneThatIsMovedIsAnotherObject() {
        GradientCheck.of(values -> {
                    int others = 0;
                    others += values.get("W") == W ? 0 : 1;
                    for (int t = 0; t < 3; t++) {
                        others += values.steps("x").get(t) == x.get(t) ? 0 : 1;
                    }
                    assertThat(others).isLessThanOrEqualTo(1);
                    return cubic(values.get("W")) + cubic(values.steps("x"));
                })
                .with("W", W, cubicGradient(W))
                .withSteps("x", x, cubicGradient(x))
                .run()
                .assertPassed();
        assertThat(W).isEqualTo(draw(1, 4, 3));
    }

    @Test
    void theClaimIsCopiedBeforeTheLossCanOverwriteIt() {
        double[] claimed = {0, 3};
        GradientCheck check = GradientCheck.inPlace(() -> {
                    Arrays.fill(claimed, 99); // as a loss does that runs its backward pass too
                    return v[0] * v[0] + 3 * v[1];
                })
                .withArray("v", v, claimed);
        check.run().assertPassed();
    }

    @Test
    void theValuesAreHandedOverByNameAndCannotBeChanged() {
        GradientCheck.of(values -> {
                    assertThat(values.matrices().keySet()).containsExactly("W", "b");
                    assertThatThrownBy(() -> values.matrices().clear())
                            .isInstanceOf(UnsupportedOperationException.class);
                    assertThatThrownBy(() -> values.steps("x").set(0, W))
                            .isInstanceOf(UnsupportedOperationException.class);
                    return cubic(values.matrices().get("W"));
                })
                .with("W", W, cubicGradient(W))
                .with("b", b, Matrix.zeros(4, 1))
                .withSteps("x", x, x.stream().map(m -> m.times(0.0)).toList())
                .run()
                .assertPassed();
    }

    @Test
    void parametersComeBackAsABundleOfTheirOwnKind() {
        RnnParameters parameters =
                new RnnParameters(draw(40, 3, 2), draw(41, 3, 3), draw(42, 2, 3), draw(43, 3, 1), draw(44, 2, 1));
        Map<String, Matrix> claimed = new LinkedHashMap<>();
        parameters.named().forEach((name, value) -> claimed.put(name, cubicGradient(value)));
        GradientCheck.of(values -> {
                    RnnParameters bundle = values.like(parameters);
                    assertThatThrownBy(() -> values.like((RnnParameters) null))
                            .hasMessage("NamedValues.like: pattern must be present but was null");
                    return cubic(List.copyOf(bundle.named().values()));
                })
                .with(parameters.named(), claimed)
                .sample(2, 1)
                .run()
                .assertPassed();
    }

    @Test
    void theReportTellsTheLossWhereNothingIsMoved() {
        double[] half = {0.5};
        GradientCheck check = GradientCheck.inPlace(() -> 3 * half[0]).withArray("w", half, new double[] {3});
        assertThat(check.run().loss()).isEqualTo(1.5);
    }
}
