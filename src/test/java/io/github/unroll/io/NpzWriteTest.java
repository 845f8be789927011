package io.github.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.unroll.Matrix;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzWriteTest {

    private static final NpyArray ARRAY = NpyArray.vector(1, 2, 3);

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = directory.resolve("arrays.npz");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Nested
    class Content {

        @ParameterizedTest
        @ValueSource(strings = {"scalar", "vector", "matrixC", "stepsC", "empty"})
        void anArrayIsWrittenByteForByteAsNumpyDoes(String name) throws IOException {
            Path numpys = NumpyFiles.resource(name + ".npy");
            Npz.writeArray(path, Npz.readArray(numpys));
            assertThat(path).hasSameBinaryContentAs(numpys);
        }

        @Test
        void whatIsWrittenIsReadBack() throws IOException {
            Random random = new Random(3);
            Matrix Wax = Matrix.generate(5, 3, random::nextGaussian);
            List<Matrix> x =
                    List.of(Matrix.generate(3, 10, random::nextGaussian), Matrix.generate(3, 10, random::nextGaussian));
            Map<String, NpyArray> arrays = new LinkedHashMap<>();
            arrays.put("x", NpyArray.ofSteps(x));
            arrays.put("Wax", NpyArray.of(Wax));
            arrays.put("odd", NpyArray.vector(Double.NaN, -0.0, Double.MIN_VALUE, Double.NEGATIVE_INFINITY));
            arrays.put("long", NpyArray.vector(random.doubles(20_000).toArray()));
            arrays.put("loss", NpyArray.scalar(0.25));
            arrays.put("none", NpyArray.of(new double[0], 2, 0));
            Npz.write(path, arrays);

            Map<String, NpyArray> read = Npz.read(path);
            assertThat(read).containsExactlyEntriesOf(arrays);
            assertThat(read.get("x").asSteps()).isEqualTo(x);
            assertThat(read.get("Wax").asMatrix()).isEqualTo(Wax);
        }

        @Test
        void namesKeepSlashesSuffixesAndEveryAlphabet() throws IOException {
            Map<String, NpyArray> arrays = new LinkedHashMap<>();
            arrays.put("layer1/Wax", NpyArray.scalar(1));
            arrays.put("../x", NpyArray.scalar(2));
            arrays.put("x.npy", NpyArray.scalar(3));
            arrays.put("\u00e9 \u91cd\u307f \ud83d\ude42", NpyArray.scalar(4));
            arrays.put("n".repeat(65_485), NpyArray.scalar(5));
            Npz.write(path, arrays);
            assertThat(Npz.read(path)).containsExactlyEntriesOf(arrays);
        }

        @Test
        void noArraysAreAnEmptyArchive() throws IOException {
            Npz.write(path, Map.of());
            assertThat(path).hasSameBinaryContentAs(NumpyFiles.resource("no-arrays.npz"));
        }

        @Test
        void theJdkFindsTheEntriesStoredAndInOrder() throws IOException {
            Npz.write(path, Npz.read(NumpyFiles.resource("orders.npz")));
            try (ZipFile zip = new ZipFile(path.toFile())) {
                List<? extends ZipEntry> entries = Collections.list(zip.entries());
                assertThat(entries).hasSize(8).allMatch(entry -> entry.getMethod() == ZipEntry.STORED);
                assertThat(entries.get(0).getName()).isEqualTo("scalar.npy");
            }
        }

        @Test
        void theSameArraysGiveTheSameFileInEveryTimeZone() throws IOException {
            TimeZone before = TimeZone.getDefault();
            Map<String, NpyArray> arrays = Npz.read(NumpyFiles.resource("orders.npz"));
            Path other = directory.resolve("other.npz");
            try {
                TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
                Npz.write(path, arrays);
                TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Pago_Pago"));
                Npz.write(other, arrays);
            } finally {
                TimeZone.setDefault(before);
            }
            assertThat(path).hasSameBinaryContentAs(other);
        }
    }

    @Nested
    class Destination {

        @Test
        void anotherFileIsReplacedAndNothingIsLeftBehind() throws IOException {
            Files.writeString(path, "before");
            Npz.writeArray(path, ARRAY);
            assertThat(Npz.readArray(path)).isEqualTo(ARRAY);
            assertThat(names()).containsExactly("arrays.npz");
        }

        @Test
        void aPathWithoutAParentIsInTheWorkingDirectory() throws IOException {
            Path relative = Path.of("NpzWriteTest-" + System.nanoTime() + ".npy");
            try {
                Npz.writeArray(relative, ARRAY);
                assertThat(Npz.readArray(relative)).isEqualTo(ARRAY);
            } finally {
                Files.deleteIfExists(relative);
            }
        }

        @Test
        void aSymbolicLinkStaysAndItsTargetIsReplaced() throws IOException {
            assumeThat(isPosix(path)).isTrue();
            Path folder = Files.createDirectory(directory.resolve("folder"));
            Path target = Files.writeString(folder.resolve("target.npy"), "before");
            Files.createSymbolicLink(folder.resolve("second"), Path.of("target.npy"));
            Files.createSymbolicLink(path, Path.of("folder", "second"));
            Npz.writeArray(path, ARRAY);
            assertThat(path).isSymbolicLink();
            assertThat(Npz.readArray(target)).isEqualTo(ARRAY);
        }

        @Test
        void aSymbolicLinkToNothingYetMakesItsTarget() throws IOException {
            assumeThat(isPosix(path)).isTrue();
            Files.createSymbolicLink(path, Path.of("new.npy"));
            Npz.writeArray(path, ARRAY);
            assertThat(names()).containsExactly("arrays.npz", "new.npy");
            assertThat(path).isSymbolicLink();
        }

        @Test
        void permissionsOfTheFileBeforeAreKeptAndNewOnesAreThoseOfAnyFile() throws IOException {
            assumeThat(isPosix(path)).isTrue();
            Npz.writeArray(path, ARRAY);
            Path ordinary = Files.writeString(directory.resolve("ordinary"), "");
            assertThat(Files.getPosixFilePermissions(path)).isEqualTo(Files.getPosixFilePermissions(ordinary));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-x--x"));
            Npz.writeArray(path, ARRAY);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-r-x--x");
        }
    }

    /** Nobody who may not read the file may read what is becoming of it. */
    @Test
    void permissionsAreKeptBeforeThereIsContent() throws IOException {
        assumeThat(isPosix(path)).isTrue();
        Files.writeString(path, "before");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        AtomicFile.write("here", path, out -> {
            assertThat(names()).hasSize(2); // the file and what is becoming of it
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------");
                }
            }
            out.write(1);
        });
        assertThat(Files.size(path)).isEqualTo(1);
    }

    @Nested
    class Failure {

        @Test
        void contentThatCannotBeWrittenLeavesTheOldFile() throws IOException {
            Files.writeString(path, "before");
            assertThatIOException()
                    .isThrownBy(() -> AtomicFile.write("here", path, out -> {
                        out.write(new byte[100_000]);
                        throw new IOException("no space left");
                    }))
                    .withMessage("here: " + path + ": could not be written: java.io.IOException: no space left");
            assertUntouched();
        }

        @Test
        void anErrorOfTheProgramLeavesTheOldFile() throws IOException {
            Files.writeString(path, "before");
            assertThatThrownBy(() -> AtomicFile.write("here", path, out -> {
                        throw new OutOfMemoryError("none left");
                    }))
                    .isInstanceOf(OutOfMemoryError.class);
            assertUntouched();
        }

        @Test
        void anInterruptedThreadLeavesTheOldFile() throws IOException {
            Files.writeString(path, "before");
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> Npz.write(path, Map.of("a", ARRAY)))
                        .isInstanceOf(ClosedByInterruptException.class);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertUntouched();
        }

        @Test
        void aFileThatMayNotBeWrittenIsNotReplaced() throws IOException {
            assumeThat(isPosix(path)).isTrue();
            Files.writeString(path, "before");
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r--r--"));
            assumeThat(Files.isWritable(path)).isFalse(); // it is for the superuser
            assertThatThrownBy(() -> Npz.writeArray(path, ARRAY)).isInstanceOf(AccessDeniedException.class);
            assertUntouched();
        }

        private void assertUntouched() throws IOException {
            assertThat(path).hasContent("before");
            assertThat(names()).containsExactly("arrays.npz");
        }

        @Test
        void aDirectoryIsRefusedAndAMissingOneIsNamed() throws IOException {
            assertThatIOException()
                    .isThrownBy(() -> Npz.write(directory, Map.of()))
                    .withMessage("Npz.write: " + directory + ": path must be a file but was a directory");
            assertThatIOException()
                    .isThrownBy(() -> Npz.writeArray(path.getRoot(), ARRAY))
                    .withMessageEndingWith("path must be a file but was a directory");
            Path missing = directory.resolve("missing");
            assertThatThrownBy(() -> Npz.writeArray(missing.resolve("a.npy"), ARRAY))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessage(missing.resolve("a.npy") + ": no such directory: " + missing);
            assertThat(names()).isEmpty();
        }

        @Test
        void linksInACircleAreRefused() throws IOException {
            assumeThat(isPosix(path)).isTrue();
            Files.createSymbolicLink(path, Path.of("other"));
            Files.createSymbolicLink(directory.resolve("other"), path.getFileName());
            assertThatThrownBy(() -> Npz.writeArray(path, ARRAY)).isInstanceOf(FileSystemLoopException.class);
        }
    }

    @Nested
    class Validation {

        @Test
        void nullIsRefused() {
            assertRefused(null, Map.of(), "Npz.write: path must be present but was null");
            assertRefused(path, null, "Npz.write: arrays must be present but was null");
            assertRefused(
                    path, Collections.singletonMap("a", null), "Npz.write: arrays[a] must be present but was null");
            assertRefused(path, Collections.singletonMap(null, ARRAY), "Npz.write: name must be present but was null");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Npz.writeArray(null, ARRAY))
                    .withMessage("Npz.writeArray: path must be present but was null");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Npz.writeArray(path, null))
                    .withMessage("Npz.writeArray: array must be present but was null");
        }

        @Test
        void namesThatNoFileCouldHoldAreRefused() {
            assertRefused(
                    path,
                    Map.of("", ARRAY),
                    "Npz.write: name must be at least one character and none of them NUL but was empty");
            assertRefused(
                    path,
                    Map.of("a\0b", ARRAY),
                    "Npz.write: name must be at least one character and none of them NUL but was a?b");
            assertRefused(
                    path,
                    Map.of("\u91cd".repeat(21_829), ARRAY),
                    "Npz.write: name must be at most 65485 bytes in UTF-8 but was 65487 bytes");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Npz.write(path, Map.of("\ud83d", ARRAY)))
                    .withMessageEndingWith("with an unpaired surrogate");
            assertThat(path).doesNotExist();
        }

        private void assertRefused(Path path, Map<String, NpyArray> arrays, String message) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Npz.write(path, arrays))
                    .withMessage(message);
        }
    }
}
