package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Products and kernels against the plain triple loop, bit by bit: every element of a product is one chain of fused multiply-adds over
 * the ascending inner index, begun with what was there, however the loops are blocked.
 */
class KernelsTest {

    /** Around every block size there is: powers of two, one less, one more, and primes. */
    private static final int[] SIZES = {1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 31, 32, 33, 64, 65, 100, 129};

    private final SplittableRandom random = new SplittableRandom(101);

    static IntStream sizes() {
        return IntStream.of(SIZES);
    }

    /** Of very different magnitudes, so that another order of summation gives other bits, and with zeros of both signs. */
    private double[][] draw(int rows, int columns) {
        double[][] matrix = new double[columns][rows];
        for (double[] column : matrix) {
            for (int i = 0; i < rows; i++) {
                int exponent = random.nextInt(21);
                column[i] = (random.nextDouble() - 0.5) * (exponent == 20 ? 0.0 : 1 << exponent);
            }
        }
        return matrix;
    }

    private static double[][] copy(double[][] columns) {
        double[][] copy = new double[columns.length][];
        for (int j = 0; j < copy.length; j++) {
            copy[j] = columns[j].clone();
        }
        return copy;
    }

    /** C += A B, with c: (p, n), a: (p, q), b: (q, n). */
    private static void naiveProduct(double[][] c, double[][] a, double[][] b) {
        for (int j = 0; j < c.length; j++) {
            for (int k = 0; k < a.length; k++) {
                for (int i = 0; i < c[j].length; i++) {
                    c[j][i] = Math.fma(a[k][i], b[j][k], c[j][i]);
                }
            }
        }
    }

    /** C += A B', with c: (p, q), a: (p, n), b: (q, n). */
    private static void naiveProductTransposed(double[][] c, double[][] a, double[][] b) {
        for (int k = 0; k < c.length; k++) {
            for (int j = 0; j < a.length; j++) {
                for (int i = 0; i < c[k].length; i++) {
                    c[k][i] = Math.fma(a[j][i], b[j][k], c[k][i]);
                }
            }
        }
    }

    private void checkProduct(int p, int q, int n) {
        double[][] a = draw(p, q);
        double[][] b = draw(q, n);
        double[][] actual = draw(p, n);
        double[][] inStep = copy(actual);
        double[][] expected = copy(actual);
        double[][] aBefore = copy(a);
        double[][] bBefore = copy(b);
        Products.addProduct(actual, a, b);
        Products.addProduct(inStep, a, b, Products.stepWorkspace(p, n));
        naiveProduct(expected, a, b);
        same(actual, expected, "addProduct", p, q, n);
        same(inStep, expected, "addProduct in a kept workspace", p, q, n);
        same(a, aBefore, "addProduct's A", p, q, n);
        same(b, bBefore, "addProduct's B", p, q, n);
    }

    private void checkNewProduct(int p, int q, int n) {
        double[][] a = draw(p, q);
        double[][] b = draw(q, n);
        double[] start = draw(p, 1)[0];
        double[] startBefore = start.clone();
        double[][] expected = new double[n][];
        Arrays.setAll(expected, j -> startBefore.clone());
        naiveProduct(expected, a, b);
        same(Products.product(start, a, b), expected, "product", p, q, n);
        assertThat(start).containsExactly(startBefore);
    }

    private void checkProductTransposed(int p, int q, int n) {
        double[][] a = draw(p, n);
        double[][] b = p == q ? a : draw(q, n); // a matrix with itself, where the shapes allow it
        double[][] actual = draw(p, q);
        double[][] expected = copy(actual);
        double[][] aBefore = copy(a);
        double[][] bBefore = copy(b);
        Products.addProductTransposed(actual, a, b);
        naiveProductTransposed(expected, a, b);
        same(actual, expected, "addProductTransposed", p, q, n);
        same(a, aBefore, "addProductTransposed's A", p, q, n);
        same(b, bBefore, "addProductTransposed's B", p, q, n);
    }

    /** Arrays.equals compares bits, but for the payload of a NaN; AssertJ is called only to report. */
    private static void same(double[][] actual, double[][] expected, String what, int p, int q, int n) {
        if (!Arrays.deepEquals(actual, expected)) {
            assertThat(actual).as("%s of p = %s, q = %s, n = %s", what, p, q, n).isDeepEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void productsHaveTheBitsOfTheTripleLoop(int p) {
        for (int q : SIZES) {
            for (int n : SIZES) {
                checkProduct(p, q, n);
                checkNewProduct(p, q, n);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void transposedProductsHaveTheBitsOfTheTripleLoop(int p) {
        for (int q : SIZES) {
            for (int n : SIZES) {
                checkProductTransposed(p, q, n);
            }
        }
    }

    /** Beyond what stays in a cache, so that blocks are cut, and one size far larger than the others. */
    @ParameterizedTest
    @CsvSource({
        "520, 130, 40",
        "520, 521, 9",
        "257, 1030, 5",
        "130, 260, 150",
        "64, 520, 67",
        "1030, 33, 66",
        "2050, 5, 5",
        "255, 511, 65",
        "500, 7, 520",
        "7, 1300, 11",
        "3, 2, 1500",
        "511, 600, 3",
        "513, 130, 32",
        "1025, 65, 31",
        "64, 129, 128",
        "63, 129, 129",
    })
    void bigProductsHaveThemToo(int p, int q, int n) {
        checkProduct(p, q, n);
        checkNewProduct(p, q, n);
        checkProductTransposed(p, q, n);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void transposeTurnsEveryElement(int rows) {
        for (int columns : SIZES) {
            double[][] a = draw(rows, columns);
            double[][] before = copy(a);
            double[][] expected = new double[rows][columns];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    expected[i][j] = a[j][i];
                }
            }
            same(Kernels.transpose(a), expected, "transpose", rows, columns, 0);
            same(a, before, "transpose's A", rows, columns, 0);
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void columnsAreAddedInAscendingOrder(int rows) {
        for (int columns : SIZES) {
            double[][] a = draw(rows, columns);
            double[][] actual = draw(rows, 1);
            double[][] expected = copy(actual);
            for (double[] column : a) {
                for (int i = 0; i < rows; i++) {
                    expected[0][i] += column[i];
                }
            }
            Kernels.addColumns(actual[0], a);
            same(actual, expected, "addColumns", rows, columns, 0);
        }
    }

    @Test
    void nothingToAddLeavesEverything() {
        double[][] c = draw(3, 2);
        double[][] before = copy(c);
        Products.addProduct(c, new double[0][], new double[2][0]);
        Products.addProductTransposed(c, new double[0][], new double[0][]);
        Kernels.addColumns(c[0], new double[0][]);
        assertThat(c).isDeepEqualTo(before);
    }

    /** Columns of C, rows of C, columns and length of the workspace: none, or 2 + 128 of a length 6 mod 8. */
    @ParameterizedTest
    @CsvSource({
        "127, 64, 0, 0",
        "128, 63, 0, 0",
        "128, 64, 130, 70",
        "128, 71, 130, 78",
        "127, 512, 0, 0",
        "128, 512, 130, 518",
        "31, 513, 0, 0",
        "32, 513, 130, 262",
        "32, 688, 130, 350",
        "32, 689, 130, 230",
        "32, 1024, 130, 342",
        "0, 0, 0, 0",
    })
    void thereIsAWorkspaceWhereACopyIsRepaid(int n, int p, int columns, int length) {
        checkWorkspace(Products.workspace(p, n, 1000), columns, length);
    }

    @ParameterizedTest
    @CsvSource({
        "31, 64, 0, 0",
        "32, 63, 0, 0",
        "32, 64, 130, 70",
        "1, 1024, 0, 0",
        "31, 1024, 0, 0",
        "32, 1024, 130, 342"
    })
    void atEveryStepItIsRepaidSooner(int n, int p, int columns, int length) {
        checkWorkspace(Products.stepWorkspace(p, n), columns, length);
    }

    @Test
    void aWorkspaceHasNoMoreColumnsThanAreCopied() {
        checkWorkspace(Products.workspace(64, 128, 5), 2 + 5, 70);
    }

    private static void checkWorkspace(double[][] workspace, int columns, int length) {
        assertThat(Arrays.stream(workspace).map(column -> column.length))
                .hasSize(columns)
                .containsOnly(columns == 0 ? new Integer[0] : new Integer[] {length});
    }

    @Test
    void nanAndInfinityAreCarried() {
        double[][] c = {{1, 1}};
        Products.addProduct(c, new double[][] {{Double.NaN, Double.POSITIVE_INFINITY}}, new double[][] {{2}});
        assertThat(c[0]).containsExactly(Double.NaN, Double.POSITIVE_INFINITY);
        double[][] zero = {{1}}; // no shortcut for a factor of 0
        Products.addProduct(zero, new double[][] {{Double.POSITIVE_INFINITY}}, new double[][] {{0}});
        assertThat(zero[0][0]).isNaN();
    }

    /** The data are such that the order shows. */
    @Test
    void anotherOrderOfSummationHasOtherBits() {
        double[][] a = draw(31, 64);
        double[][] b = draw(64, 13);
        double[][] ascending = new double[13][31];
        naiveProduct(ascending, a, b);
        double[][] descending = new double[13][31];
        for (int j = 0; j < 13; j++) {
            for (int i = 0; i < 31; i++) {
                for (int k = 63; k >= 0; k--) {
                    descending[j][i] = Math.fma(a[k][i], b[j][k], descending[j][i]);
                }
            }
        }
        assertThat(Arrays.deepEquals(ascending, descending)).isFalse();
    }
}
