package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loops that are no part of a product; those that are: {@link ProductsTest}. */
class KernelsTest {

    private final Columns matrices = new Columns();

    static IntStream sizes() {
        return IntStream.of(Columns.SIZES);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void transposeTurnsEveryElement(int rows) {
        for (int columns : Columns.SIZES) {
            double[][] a = matrices.draw(rows, columns);
            double[][] before = Columns.copy(a);
            double[][] expected = new double[rows][columns];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    expected[i][j] = a[j][i];
                }
            }
            Columns.same(Kernels.transpose(a), expected, "transpose", rows, columns);
            Columns.same(a, before, "transpose's A", rows, columns);
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void columnsAreAddedInAscendingOrder(int rows) {
        for (int columns : Columns.SIZES) {
            double[][] a = matrices.draw(rows, columns);
            double[][] actual = matrices.draw(rows, 1);
            double[][] expected = Columns.copy(actual);
            for (double[] column : a) {
                for (int i = 0; i < rows; i++) {
                    expected[0][i] += column[i];
                }
            }
            Kernels.addColumns(actual[0], a);
            Columns.same(actual, expected, "addColumns", rows, columns);
        }
    }

    @Test
    void noColumnsToAddLeaveEverything() {
        double[] c = {1, -0.0};
        Kernels.addColumns(c, new double[0][]);
        assertThat(c).containsExactly(1, -0.0);
    }
}
