package io.github.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What NumPy writes; the files and their generator are in src/test/resources/npz. */
class NpzReadTest {

    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @TempDir
    Path directory;

    @Nested
    class Arrays {

        @ParameterizedTest
        @ValueSource(strings = {"orders.npz", "compressed.npz", "streamed.npz", "streamed-compressed.npz", "zip64.npz"})
        void everyOrderAndNumberOfDimensionsIsRead(String file) throws IOException {
            Map<String, NpyArray> arrays = Npz.read(NumpyFiles.resource(file));
            assertThat(arrays)
                    .containsEntry("scalar", NpyArray.scalar(42.5))
                    .containsEntry("vector", NumpyFiles.counted(5))
                    .containsEntry("matrixC", NumpyFiles.counted(3, 4))
                    .containsEntry("matrixF", NumpyFiles.counted(3, 4))
                    .containsEntry("stepsC", NumpyFiles.counted(2, 3, 4))
                    .containsEntry("stepsF", NumpyFiles.counted(2, 3, 4))
                    .containsEntry("empty", NpyArray.of(new double[0], 0, 3))
                    .containsEntry("emptyF", NpyArray.of(new double[0], 2, 0, 3));
        }

        @Test
        void arraysAreInTheFilesOrderAndUnmodifiable() throws IOException {
            Map<String, NpyArray> arrays = Npz.read(NumpyFiles.resource("orders.npz"));
            assertThat(arrays.keySet())
                    .containsExactly("scalar", "vector", "matrixC", "matrixF", "stepsC", "stepsF", "empty", "emptyF");
            assertThatThrownBy(() -> arrays.remove("scalar")).isInstanceOf(UnsupportedOperationException.class);
        }

        @Test
        void contentMuchLongerThanTheFileIsRead() throws IOException {
            Map<String, NpyArray> arrays = Npz.read(NumpyFiles.resource("compressed.npz"));
            assertThat(arrays.get("zeros")).isEqualTo(NpyArray.of(new double[300_000], 300, 1000));
            double[] ramp = arrays.get("ramp").asVector();
            assertThat(ramp).hasSize(20_000);
            for (int i = 0; i < ramp.length; i++) {
                assertThat(ramp[i]).isEqualTo(i);
            }
        }

        @Test
        void anArchiveWithoutArraysIsEmpty() throws IOException {
            assertThat(Npz.read(NumpyFiles.resource("no-arrays.npz"))).isEmpty();
        }

        @Test
        void namesKeepSlashesSuffixesAndEveryAlphabet() throws IOException {
            assertThat(Npz.read(NumpyFiles.resource("names.npz")))
                    .containsExactly(
                            Map.entry("layer1/Wax", NumpyFiles.counted(1)),
                            Map.entry("poids \u00e9 \u91cd\u307f \ud83d\ude42", NumpyFiles.counted(2)),
                            Map.entry("x.npy", NumpyFiles.counted(3)));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void everyVersionOfTheFormatIsRead(int version) throws IOException {
            assertThat(Npz.readArray(NumpyFiles.resource("version" + version + ".npy")))
                    .isEqualTo(NumpyFiles.counted(3, 4));
        }

        @Test
        void singleArraysAreRead() throws IOException {
            assertThat(Npz.readArray(NumpyFiles.resource("scalar.npy")).asScalar())
                    .isEqualTo(42.5);
            assertThat(Npz.readArray(NumpyFiles.resource("vector.npy"))).isEqualTo(NumpyFiles.counted(5));
            assertThat(Npz.readArray(NumpyFiles.resource("stepsF.npy"))).isEqualTo(NumpyFiles.counted(2, 3, 4));
            assertThat(Npz.readArray(NumpyFiles.resource("empty.npy")).shape()).containsExactly(0, 3);
        }
    }

    @Nested
    class ElementTypes {

        @ParameterizedTest
        @ValueSource(strings = {"little-", "big-"})
        void everyTypeIsReadInBothByteOrders(String order) throws IOException {
            Map<String, NpyArray> arrays = Npz.read(NumpyFiles.resource("types.npz"));
            assertThat(arrays.keySet()).hasSize(24);
            assertValues(
                    arrays,
                    order + "f8",
                    0.0,
                    -0.0,
                    1 / 3.0,
                    Double.MIN_VALUE,
                    Double.MAX_VALUE,
                    INFINITY,
                    -INFINITY,
                    NAN);
            assertValues(
                    arrays,
                    order + "f4",
                    0.0,
                    -0.0,
                    1 / 3f,
                    Float.MIN_VALUE,
                    Float.MAX_VALUE,
                    INFINITY,
                    -INFINITY,
                    NAN);
            assertValues(
                    arrays, order + "f2", 0.0, -0.0, 0x1.554p-2, 0x1p-24, 0x1.ff8p-15, 65504, INFINITY, -INFINITY, NAN);
            assertValues(arrays, order + "i1", -128, -1, 0, 127);
            assertValues(arrays, order + "i2", -32768, -2, 0, 32767);
            assertValues(arrays, order + "i4", -2147483648, -3, 0, 2147483647);
            assertValues(arrays, order + "i8", -0x1p63, -0x1p53, -4, 0, 0x1p53, 0x1p62, 0x1p63 - 1024);
            assertValues(arrays, order + "u1", 0, 200, 255);
            assertValues(arrays, order + "u2", 0, 60000, 65535);
            assertValues(arrays, order + "u4", 0, 4000000000L, 4294967295L);
            assertValues(arrays, order + "u8", 0, 0x1p53, 0x1p63, 0x1p63 + 2048, 0x1p64 - 2048);
            assertValues(arrays, order + "b1", 0, 1);
        }

        private void assertValues(Map<String, NpyArray> arrays, String name, double... expected) {
            assertThat(arrays.get(name)).as(name).isEqualTo(NpyArray.vector(expected));
        }

        @ParameterizedTest
        @CsvSource({
            "objects, |O (Python objects",
            "complex, <c16 (complex numbers)",
            "text, <U2 (text)",
            "bytes, |S2 (text)",
            "structured, '[(''a'', ''<i4''), (''b'', ''<f8'')]'",
            "dates, <M8[D] (dates or times)",
        })
        void otherTypesAreRefusedByName(String file, String dtype) {
            Path path = NumpyFiles.resource("refused-" + file + ".npy");
            assertThatIOException()
                    .isThrownBy(() -> Npz.readArray(path))
                    .withMessageStartingWith("Npz.readArray: " + path
                            + ": dtype must be float64, float32, float16, an integer or bool but was " + dtype);
        }

        @ParameterizedTest
        @CsvSource({
            "int64-inexact, <i8, 9007199254740993",
            "int64-largest, <i8, 9223372036854775807",
            "uint64-inexact, <u8, 9223372036854775809",
            "uint64-largest, <u8, 18446744073709551615",
        })
        void integersThatAreNoDoublesAreRefused(String file, String dtype, String value) {
            Path path = NumpyFiles.resource("refused-" + file + ".npy");
            assertThatIOException()
                    .isThrownBy(() -> Npz.readArray(path))
                    .withMessage("Npz.readArray: " + path + ": elements of " + dtype
                            + " must be exact as doubles but was " + value);
        }
    }

    @Nested
    class Refusal {

        @Test
        void fourDimensionsAreRefused() {
            Path path = NumpyFiles.resource("refused-four-dimensions.npy");
            assertThatIOException()
                    .isThrownBy(() -> Npz.readArray(path))
                    .withMessage(
                            "Npz.readArray: " + path + ": number of dimensions must be 0 to 3 but was 4, (2, 1, 2, 1)");
        }

        @Test
        void aSingleArrayIsNoArchiveAndTheOtherWayRound() {
            assertThatIOException()
                    .isThrownBy(() -> Npz.read(NumpyFiles.resource("vector.npy")))
                    .withMessageEndingWith("vector.npy: file must be an .npz archive but was one .npy array"
                            + " (Npz.readArray reads it)");
            for (String archive : new String[] {"orders.npz", "no-arrays.npz"}) {
                assertThatIOException()
                        .isThrownBy(() -> Npz.readArray(NumpyFiles.resource(archive)))
                        .withMessageEndingWith(archive + ": file must be an .npy array but was a zip archive"
                                + " (Npz.read reads .npz files)");
            }
        }

        @Test
        void otherFilesAreRefused() throws IOException {
            Path png = Files.write(directory.resolve("a.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10});
            assertThatIOException()
                    .isThrownBy(() -> Npz.read(png))
                    .withMessage("Npz.read: " + png + ": file must be an .npz archive, which begins with 50 4b 03 04,"
                            + " but was a file that begins with 89 50 4e 47");
            assertThatIOException()
                    .isThrownBy(() -> Npz.readArray(png))
                    .withMessage(
                            "Npz.readArray: " + png + ": start must be 8 bytes but was 6 bytes, then the array ended");
            Path empty = Files.createFile(directory.resolve("empty"));
            assertThatIOException()
                    .isThrownBy(() -> Npz.read(empty))
                    .withMessageEndingWith("begins with 50 4b 03 04, but was empty");
        }

        @Test
        void archivesOfOtherThingsAreRefused() {
            assertThatIOException()
                    .isThrownBy(() -> Npz.read(NumpyFiles.resource("refused-foreign.npz")))
                    .withMessageEndingWith(
                            "names of entries must be those of arrays, ending in .npy, but was README.txt");
            assertThatIOException()
                    .isThrownBy(() -> Npz.read(NumpyFiles.resource("refused-bzip2.npz")))
                    .withMessageEndingWith(
                            "entry a.npy: data must be stored or deflated but was compressed with method 12");
        }

        @Test
        void missingFilesAndDirectoriesAreNamed() {
            Path missing = directory.resolve("missing.npz");
            assertThatThrownBy(() -> Npz.read(missing))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessage(missing.toString());
            assertThatThrownBy(() -> Npz.readArray(missing)).isInstanceOf(NoSuchFileException.class);
            assertThatIOException()
                    .isThrownBy(() -> Npz.read(directory))
                    .withMessage("Npz.read: " + directory + ": path must be a file but was a directory");
        }

        @Test
        void nullIsRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Npz.read(null))
                    .withMessage("Npz.read: path must be present but was null");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Npz.readArray(null))
                    .withMessage("Npz.readArray: path must be present but was null");
        }
    }
}
