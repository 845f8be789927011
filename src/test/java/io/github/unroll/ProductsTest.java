package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Products against the plain triple loop, bit by bit: every element of a product is one chain of fused multiply-adds over
 * the ascending inner index, begun with what was there, however the loops are blocked.
 */
class ProductsTest {

    private final Columns columns = new Columns();

    /** Every product leaves something in it for the next. */
    private final Workspace kept = Workspace.kept();

    static IntStream sizes() {
        return IntStream.of(Columns.SIZES);
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
        double[][] a = columns.draw(p, q);
        double[][] b = columns.draw(q, n);
        double[][] actual = columns.draw(p, n);
        double[][] inKept = Columns.copy(actual);
        double[][] expected = Columns.copy(actual);
        double[][] aBefore = Columns.copy(a);
        double[][] bBefore = Columns.copy(b);
        Products.addProduct(actual, a, b, Workspace.once());
        Products.addProduct(inKept, a, b, kept);
        naiveProduct(expected, a, b);
        Columns.same(actual, expected, "addProduct", p, q, n);
        Columns.same(inKept, expected, "addProduct in a kept workspace", p, q, n);
        Columns.same(a, aBefore, "addProduct's A", p, q, n);
        Columns.same(b, bBefore, "addProduct's B", p, q, n);
    }

    /** Packed for the columns that it gets, and for other numbers of them; straight and turned. */
    private void checkPacked(int p, int q, int n) {
        double[][] a = columns.draw(p, q);
        double[][] turned = Kernels.transpose(a);
        double[][] b = columns.draw(q, n);
        double[][] first = columns.draw(p, n);
        double[][] expected = Columns.copy(first);
        double[][] aBefore = Columns.copy(a);
        double[][] turnedBefore = Columns.copy(turned);
        double[][] bBefore = Columns.copy(b);
        naiveProduct(expected, a, b);
        for (int m : new int[] {n, 8}) {
            for (Packed packed : List.of(Packed.of(a, m, 32), Packed.ofTransposed(turned, m))) {
                assertThat(packed.rows()).isEqualTo(p);
                assertThat(packed.columns()).isEqualTo(q);
                for (int step = 0; step < 2; step++) {
                    double[][] actual = Columns.copy(first);
                    packed.addProduct(actual, b, kept);
                    Columns.same(actual, expected, "packed addProduct for " + m, p, q, n);
                }
            }
        }
        Columns.same(a, aBefore, "packed A", p, q, n);
        Columns.same(turned, turnedBefore, "packed A'", p, q, n);
        Columns.same(b, bBefore, "packed addProduct's B", p, q, n);
    }

    private void checkNewProduct(int p, int q, int n) {
        double[][] a = columns.draw(p, q);
        double[][] b = columns.draw(q, n);
        double[] start = columns.draw(p, 1)[0];
        double[] startBefore = start.clone();
        double[][] expected = new double[n][];
        Arrays.setAll(expected, j -> startBefore.clone());
        naiveProduct(expected, a, b);
        double[][] made = new double[n][];
        Products.product(made, start, a, b, kept);
        Columns.same(made, expected, "product", p, q, n);
        double[][] overwritten = columns.draw(p, n);
        double[] first = overwritten[0];
        overwritten[n - 1] = null;
        Products.product(overwritten, start, a, b, Workspace.once());
        Columns.same(overwritten, expected, "product in the place of another", p, q, n);
        assertThat(overwritten[0] == first).isEqualTo(n > 1);
        assertThat(start).containsExactly(startBefore);
    }

    private void checkProductTransposed(int p, int q, int n) {
        double[][] a = columns.draw(p, n);
        double[][] b = p == q ? a : columns.draw(q, n); // a matrix with itself, where the shapes allow it
        double[][] actual = columns.draw(p, q);
        double[][] expected = Columns.copy(actual);
        double[][] aBefore = Columns.copy(a);
        double[][] bBefore = Columns.copy(b);
        Products.addProductTransposed(actual, a, b, kept);
        naiveProductTransposed(expected, a, b);
        Columns.same(actual, expected, "addProductTransposed", p, q, n);
        Columns.same(a, aBefore, "addProductTransposed's A", p, q, n);
        Columns.same(b, bBefore, "addProductTransposed's B", p, q, n);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void productsHaveTheBitsOfTheTripleLoop(int p) {
        for (int q : Columns.SIZES) {
            for (int n : Columns.SIZES) {
                checkProduct(p, q, n);
                checkNewProduct(p, q, n);
            }
        }
    }

    /** Shorter columns are not packed. */
    @ParameterizedTest
    @ValueSource(ints = {64, 65, 100, 129})
    void packedProductsHaveTheBitsOfTheTripleLoop(int p) {
        for (int q : Columns.SIZES) {
            for (int n : Columns.SIZES) {
                checkPacked(p, q, n);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void transposedProductsHaveTheBitsOfTheTripleLoop(int p) {
        for (int q : Columns.SIZES) {
            for (int n : Columns.SIZES) {
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
        "300, 260, 10",
        "700, 5, 33",
        "96, 135, 47",
        "95, 135, 47",
        "130, 40, 300",
        "40, 300, 300",
    })
    void bigProductsHaveThemToo(int p, int q, int n) {
        checkProduct(p, q, n);
        checkPacked(p, q, n);
        checkNewProduct(p, q, n);
        checkProductTransposed(p, q, n);
    }

    @Test
    void nothingToAddLeavesEverything() {
        double[][] c = columns.draw(3, 2);
        double[][] before = Columns.copy(c);
        Products.addProduct(c, new double[0][], new double[2][0], kept);
        Products.addProductTransposed(c, new double[0][], new double[0][], kept);
        Columns.same(c, before, "nothing added to C", 3, 2);
        Products.addProductTransposed(new double[0][], new double[][] {{1}}, new double[][] {{}}, kept);
    }

    /** Rows of a matrix, and of its pieces: as few as 256 rows allow, and as equal as they can be. */
    @ParameterizedTest
    @CsvSource({"1, 1", "256, 256", "257, 129", "512, 256", "513, 171", "1024, 256"})
    void piecesAreEqual(int p, int rows) {
        assertThat(Products.piece(p)).isEqualTo(rows);
    }

    /** Columns of C, rows of C, inner length, columns and length of the room: none, or 8 + at most 256 of a length 6 mod 8. */
    @ParameterizedTest
    @CsvSource({
        "127, 64, 1000, 0, 0",
        "128, 63, 1000, 0, 0",
        "128, 64, 1000, 264, 70",
        "128, 71, 1000, 264, 78",
        "127, 256, 1000, 0, 0",
        "128, 256, 1000, 264, 262",
        "31, 257, 1000, 0, 0",
        "32, 257, 1000, 264, 134",
        "32, 512, 1000, 264, 262",
        "32, 513, 1000, 264, 174",
        "32, 1024, 1000, 264, 262",
        "128, 64, 5, 13, 70",
        "32, 1024, 5, 13, 262",
        "0, 0, 1000, 0, 0",
    })
    void thereIsRoomWhereACopyIsRepaid(int n, int p, int q, int count, int length) {
        checkRoom(Products.room(p, n, q, Workspace.once()), count, length);
    }

    @ParameterizedTest
    @CsvSource({
        "31, 64, 128, 0, 0",
        "32, 63, 128, 0, 0",
        "32, 64, 63, 0, 0",
        "32, 64, 64, 72, 70",
        "32, 64, 128, 136, 70",
        "32, 64, 1000, 264, 70",
        "1, 1024, 128, 0, 0",
        "31, 1024, 128, 0, 0",
        "32, 1024, 128, 136, 262",
        "128, 64, 5, 13, 70",
    })
    void inAKeptWorkspaceItIsRepaidSooner(int n, int p, int q, int count, int length) {
        checkRoom(Products.room(p, n, q, Workspace.kept()), count, length);
    }

    private static void checkRoom(double[][] room, int count, int length) {
        assertThat(Arrays.stream(room).filter(Objects::nonNull).map(column -> column.length))
                .hasSize(count)
                .containsOnly(count == 0 ? new Integer[0] : new Integer[] {length});
        assertThat(Arrays.stream(room).limit(count)).doesNotContainNull();
    }

    /** Rows, columns of C, steps: into how many pieces the columns are copied, at most 256 rows each; 0 where they are not. */
    @ParameterizedTest
    @CsvSource({
        "64, 8, 4, 1, 1",
        "63, 8, 4, 0, 0",
        "64, 7, 5, 0, 0",
        "64, 8, 3, 0, 1",
        "64, 31, 1, 0, 1",
        "64, 32, 1, 1, 1",
        "64, 65536, 65536, 1, 1",
        "256, 8, 4, 1, 1",
        "257, 8, 4, 2, 2",
        "1000, 8, 4, 4, 4",
    })
    void weightsArePackedWhereThatIsRepaid(int p, int m, int T, int pieces, int piecesOfTransposed) {
        double[][] a = columns.draw(p, 3);
        assertThat(Packed.of(a, m, T).pieces()).isEqualTo(pieces);
        assertThat(Packed.ofTransposed(Kernels.transpose(a), m).pieces()).isEqualTo(piecesOfTransposed);
    }

    @Test
    void columnsOfARoomTakeAMultipleOf64Bytes() {
        for (int rows = 1; rows < 80; rows++) {
            double[][] room = Workspace.newColumns(rows, 3);
            assertThat(room).hasNumberOfRows(3);
            assertThat(room[2].length).isBetween(rows, rows + 7);
            assertThat((16 + 8 * room[2].length) % 64).isZero();
        }
    }

    @Test
    void aWorkspaceKeepsTheRoomForATurnedMatrixWhileItsShapeStays() {
        double[][] room = kept.turned(5, 3);
        assertThat(room).hasDimensions(3, 5);
        assertThat(kept.turned(5, 3)).isSameAs(room);
        assertThat(kept.turned(6, 3)).hasDimensions(3, 6);
        assertThat(kept.turned(6, 2)).hasDimensions(2, 6);
    }

    @Test
    void aWorkspaceHasOneRoomForEachLengthAndKeepsIt() {
        double[][] room = kept.columns(65, 7);
        double[] column = room[6];
        assertThat(room[7]).isNull();
        assertThat(kept.columns(100, 3)).isNotSameAs(room);
        assertThat(kept.columns(70, 9)).isSameAs(room);
        assertThat(room[6]).isSameAs(column);
        assertThat(room[8]).hasSize(70);
        assertThat(room[9]).isNull();
    }

    @Test
    void nanAndInfinityAreCarried() {
        double[][] c = {{1, 1}};
        Products.addProduct(c, new double[][] {{Double.NaN, Double.POSITIVE_INFINITY}}, new double[][] {{2}}, kept);
        assertThat(c[0]).containsExactly(Double.NaN, Double.POSITIVE_INFINITY);
        double[][] zero = {{1}}; // no shortcut for a factor of 0
        Products.addProduct(zero, new double[][] {{Double.POSITIVE_INFINITY}}, new double[][] {{0}}, kept);
        assertThat(zero[0][0]).isNaN();
    }

    /** The data are such that the order shows. */
    @Test
    void anotherOrderOfSummationHasOtherBits() {
        double[][] a = columns.draw(31, 64);
        double[][] b = columns.draw(64, 13);
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
