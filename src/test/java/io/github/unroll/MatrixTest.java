package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The one value type. */
class MatrixTest {

    private static final double[][] ROWS = {{1, 2, 3}, {4, 5, 6}};

    private final Matrix a = Matrix.of(ROWS); // (2, 3)
    private final Draw draw = new Draw(91);

    @Nested
    class Creation {

        @Test
        void ofTakesRows() {
            assertThat(a.rows()).isEqualTo(2);
            assertThat(a.columns()).isEqualTo(3);
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 3; j++) {
                    assertThat(a.get(i, j)).isEqualTo(ROWS[i][j]);
                }
            }
        }

        @Test
        void zerosAreZero() {
            Matrix zeros = Matrix.zeros(2, 3);
            assertThat(zeros).isEqualTo(Matrix.of(new double[2][3]));
            assertThat(zeros).isNotEqualTo(Matrix.zeros(3, 2));
        }

        @Test
        void aColumnStandsUpright() {
            assertThat(Matrix.ofColumn(7, 8, 9)).isEqualTo(Matrix.of(new double[][] {{7}, {8}, {9}}));
        }

        /** As NumPy's randn(2, 3) does. */
        @Test
        void generateDrawsRowByRow() {
            AtomicInteger next = new AtomicInteger(1);
            assertThat(Matrix.generate(2, 3, next::getAndIncrement)).isEqualTo(a);
        }

        @Test
        void nanAndInfinitiesAreValues() {
            Matrix odd = Matrix.of(new double[][] {{Double.NaN, Double.NEGATIVE_INFINITY}});
            assertThat(odd.get(0, 0)).isNaN();
            assertThat(odd.get(0, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
        }
    }

    @Nested
    class Operations {

        @Test
        void plusMinusAndCombineGoElementByElement() {
            Matrix b = Matrix.of(new double[][] {{10, 20, 30}, {40, 50, 60}});
            assertThat(a.plus(b)).isEqualTo(Matrix.of(new double[][] {{11, 22, 33}, {44, 55, 66}}));
            assertThat(b.minus(a)).isEqualTo(Matrix.of(new double[][] {{9, 18, 27}, {36, 45, 54}}));
            assertThat(b.combine(a, (v, w) -> v / w)).isEqualTo(Matrix.of(new double[][] {{10, 10, 10}, {10, 10, 10}}));
            assertThat(a.combine(b, (v, w) -> v).equals(a)).isTrue();
        }

        @Test
        void mapAndTimesANumberKeepTheShape() {
            assertThat(a.map(v -> v * v)).isEqualTo(Matrix.of(new double[][] {{1, 4, 9}, {16, 25, 36}}));
            assertThat(a.times(-2)).isEqualTo(Matrix.of(new double[][] {{-2, -4, -6}, {-8, -10, -12}}));
        }

        @Test
        void transposeTurnsRowsIntoColumns() {
            assertThat(a.transpose()).isEqualTo(Matrix.of(new double[][] {{1, 4}, {2, 5}, {3, 6}}));
            assertThat(a.transpose().transpose()).isEqualTo(a);
        }

        @Test
        void timesIsTheTripleLoopOfFusedMultiplyAdds() {
            for (int[] size : new int[][] {{1, 1, 1}, {2, 3, 4}, {7, 1, 5}, {1, 9, 1}, {5, 17, 3}, {33, 20, 31}}) {
                Matrix left = draw.matrix(size[0], size[1]);
                Matrix right = draw.matrix(size[1], size[2]);
                double[][] product = new double[size[0]][size[2]];
                for (int i = 0; i < size[0]; i++) {
                    for (int j = 0; j < size[2]; j++) {
                        for (int k = 0; k < size[1]; k++) {
                            product[i][j] = Math.fma(left.get(i, k), right.get(k, j), product[i][j]);
                        }
                    }
                }
                assertThat(left.times(right)).isEqualTo(Matrix.of(product));
            }
        }

        @Test
        void theNormIsTheRootOfTheSumOfSquares() {
            assertThat(Matrix.of(new double[][] {{1, -4}, {2, 2}}).norm()).isEqualTo(5);
            assertThat(Matrix.ofColumn(Double.NaN).norm()).isNaN();
            assertThat(Matrix.zeros(2, 2).norm()).isZero();
        }

        @ParameterizedTest
        @ValueSource(doubles = {0x1p1020, 0x1p600, 0x1p511, 0x1p-400, 0x1p-449, 0x1p-452, 0x1p-600, 0x1p-1072})
        void theNormIsRightWhereSquaresOverflowOrVanish(double size) {
            assertThat(Matrix.of(new double[][] {{size, -4 * size}, {2 * size, 2 * size}})
                            .norm())
                    .isEqualTo(5 * size);
            assertThat(Matrix.ofColumn(size, Double.NaN).norm()).isNaN();
            assertThat(Matrix.ofColumn(size, Double.NEGATIVE_INFINITY).norm()).isInfinite();
        }

        @Test
        void aColumnIsOneExample() {
            assertThat(a.column(1)).isEqualTo(Matrix.ofColumn(2, 5));
        }
    }

    @Nested
    class Immutability {

        @Test
        void whatItWasMadeOfMayChange() {
            double[][] rows = {{1, 2, 3}, {4, 5, 6}};
            double[] values = {7, 8};
            Matrix ofRows = Matrix.of(rows);
            Matrix ofValues = Matrix.ofColumn(values);
            rows[1][2] = 99;
            rows[0] = new double[] {0, 0, 0};
            values[0] = 99;
            assertThat(ofRows).isEqualTo(a);
            assertThat(ofValues).isEqualTo(Matrix.ofColumn(7, 8));
        }

        @Test
        void whatItGaveAwayMayChange() {
            Matrix matrix = Matrix.of(ROWS);
            matrix.toArray()[1][2] = 99;
            matrix.transpose().toArray()[2][1] = 99;
            matrix.column(0).toArray()[0][0] = 99;
            assertThat(matrix).isEqualTo(a);
        }

        @Test
        void operationsLeaveTheirOperandsAsTheyAre() {
            Matrix left = draw.matrix(4, 4);
            Matrix right = draw.matrix(4, 4);
            double[][] leftBefore = left.toArray();
            double[][] rightBefore = right.toArray();
            left.plus(right);
            left.minus(right);
            left.times(right);
            left.times(3);
            left.transpose();
            left.map(Math::abs);
            left.combine(right, Math::max);
            left.norm();
            left.times(left);
            assertThat(left).isEqualTo(Matrix.of(leftBefore));
            assertThat(right).isEqualTo(Matrix.of(rightBefore));
        }
    }

    @Nested
    class Equality {

        @Test
        void isOfShapeAndBits() {
            assertThat(a).isEqualTo(Matrix.of(ROWS)).hasSameHashCodeAs(Matrix.of(ROWS));
            assertThat(a).isNotEqualTo(a.map(Math::nextUp));
            assertThat(a.hashCode()).isNotEqualTo(a.map(Math::nextUp).hashCode());
            assertThat(Matrix.zeros(1, 2)).isNotEqualTo(Matrix.zeros(2, 1));
            assertThat(a).isNotEqualTo("Matrix").isNotEqualTo(null);
        }

        @Test
        void nanEqualsNanAndTheZerosDiffer() {
            assertThat(Matrix.ofColumn(Double.NaN)).isEqualTo(Matrix.ofColumn(Double.NaN));
            assertThat(Matrix.ofColumn(0.0)).isNotEqualTo(Matrix.ofColumn(-0.0));
        }
    }

    @Nested
    class Text {

        @Test
        void isTheShapeAndTheRowsOfASmallMatrix() {
            assertThat(a).hasToString("Matrix (2, 3) [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]");
            assertThat(Matrix.zeros(10, 10).toString()).startsWith("Matrix (10, 10) [[0.0, ");
        }

        @Test
        void isTheShapeAloneOfALargerOne() {
            assertThat(Matrix.zeros(11, 1)).hasToString("Matrix (11, 1)");
            assertThat(Matrix.zeros(1, 11)).hasToString("Matrix (1, 11)");
        }
    }

    @Nested
    class Validation {

        @Test
        void ofRows() {
            Refused.with("Matrix.of: rows must be present but was null", () -> Matrix.of(null));
            Refused.with("Matrix.of: rows must be at least one row but was empty", () -> Matrix.of(new double[0][]));
            Refused.with(
                    "Matrix.of: rows[1] must be present but was null", () -> Matrix.of(new double[][] {{1}, null}));
            Refused.with(
                    "Matrix.of: rows[0] must be at least one value but was empty", () -> Matrix.of(new double[1][0]));
            Refused.with(
                    "Matrix.of: rows[1] must be as long as rows[0], 2 but was 3",
                    () -> Matrix.of(new double[][] {{1, 2}, {3, 4, 5}}));
        }

        @Test
        void ofSizes() {
            Refused.with("Matrix.zeros: rows must be at least 1 but was 0", () -> Matrix.zeros(0, 3));
            Refused.with("Matrix.zeros: columns must be at least 1 but was -1", () -> Matrix.zeros(3, -1));
            Refused.with("Matrix.generate: rows must be at least 1 but was 0", () -> Matrix.generate(0, 3, () -> 1));
            Refused.with("Matrix.generate: columns must be at least 1 but was 0", () -> Matrix.generate(3, 0, () -> 1));
            Refused.with("Matrix.generate: next must be present but was null", () -> Matrix.generate(3, 1, null));
        }

        @Test
        void ofAColumn() {
            Refused.with(
                    "Matrix.ofColumn: values must be present but was null", () -> Matrix.ofColumn((double[]) null));
            Refused.with(
                    "Matrix.ofColumn: values must be at least one value but was empty",
                    () -> Matrix.ofColumn(new double[0]));
            Refused.with("Matrix.column: column must be inside (2, 3) but was 3", () -> a.column(3));
            Refused.with("Matrix.column: column must be inside (2, 3) but was -1", () -> a.column(-1));
        }

        @Test
        void ofAnElement() {
            Refused.with("Matrix.get: (row, column) must be inside (2, 3) but was (2, 0)", () -> a.get(2, 0));
            Refused.with("Matrix.get: (row, column) must be inside (2, 3) but was (-1, 0)", () -> a.get(-1, 0));
            Refused.with("Matrix.get: (row, column) must be inside (2, 3) but was (0, 3)", () -> a.get(0, 3));
            Refused.with("Matrix.get: (row, column) must be inside (2, 3) but was (0, -1)", () -> a.get(0, -1));
        }

        @Test
        void ofOperands() {
            Matrix b = Matrix.zeros(3, 2);
            Refused.with("Matrix.plus: n must be (rows, columns) = (2, 3) but was (3, 2)", () -> a.plus(b));
            Refused.with("Matrix.plus: n must be (rows, columns) = (2, 3) but was null", () -> a.plus(null));
            Refused.with("Matrix.minus: n must be (rows, columns) = (2, 3) but was (3, 2)", () -> a.minus(b));
            Refused.with("Matrix.minus: n must be (rows, columns) = (2, 3) but was null", () -> a.minus(null));
            Refused.with("Matrix.times: n must be (columns of this, any) = (3, any) but was (2, 3)", () -> a.times(a));
            Refused.with("Matrix.times: n must be (columns of this, any) = (3, any) but was null", () -> a.times(null));
            Refused.with(
                    "Matrix.combine: n must be (rows, columns) = (2, 3) but was (3, 2)",
                    () -> a.combine(b, Double::sum));
            Refused.with(
                    "Matrix.combine: n must be (rows, columns) = (2, 3) but was null",
                    () -> a.combine(null, Double::sum));
            Refused.with("Matrix.combine: function must be present but was null", () -> a.combine(a, null));
            Refused.with("Matrix.map: function must be present but was null", () -> a.map(null));
        }
    }
}
