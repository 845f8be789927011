package io.github.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are cut short, damaged, or made to mislead. */
class NpzDamageTest {

    private static final String F8 = "<f8";

    @TempDir
    Path directory;

    private Path file(byte[] content) throws IOException {
        Path path =
                directory.resolve("file"); // overwritten and cut, because a new one each time takes ten times as long
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content));
            channel.truncate(content.length);
        }
        return path;
    }

    private void assertArrayRefused(byte[] npy, String message) throws IOException {
        Path path = file(npy);
        assertThatIOException().isThrownBy(() -> Npz.readArray(path)).withMessage("Npz.readArray: " + path + message);
    }

    private void assertArchiveRefused(byte[] npz, String message) throws IOException {
        Path path = file(npz);
        assertThatIOException().isThrownBy(() -> Npz.read(path)).withMessage("Npz.read: " + path + message);
    }

    /** Two arrays, deflated or not. */
    private byte[] smallArchive(boolean deflated) throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("Wax", NumpyFiles.counted(2, 3));
        arrays.put("ba", NpyArray.vector(0.1, -0.2));
        Path path = directory.resolve("small.npz");
        Npz.write(path, arrays);
        if (!deflated) {
            return Files.readAllBytes(path);
        }
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (Map.Entry<String, NpyArray> entry : arrays.entrySet()) {
            Path npy = directory.resolve("small.npy");
            Npz.writeArray(npy, entry.getValue());
            entries.put(entry.getKey() + ".npy", Files.readAllBytes(npy));
        }
        return NumpyFiles.zip(entries);
    }

    @Nested
    class EveryPlace {

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void everyFlippedBitOfAnArchiveIsFoundOrHarmless(boolean deflated) throws IOException {
            byte[] bytes = smallArchive(deflated);
            Map<String, NpyArray> original = Npz.read(file(bytes));
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                byte[] damaged = bytes.clone();
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                assertRefusedOrEqual(damaged, original, "bit " + bit);
            }
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void everyPlaceOfAnArchiveMayBeOverwritten(boolean deflated) throws IOException {
            byte[] bytes = smallArchive(deflated);
            Map<String, NpyArray> original = Npz.read(file(bytes));
            for (int at = 0; at < bytes.length; at++) {
                for (int value : new int[] {0x00, 0xFF}) {
                    byte[] damaged = bytes.clone();
                    Arrays.fill(damaged, at, Math.min(at + 4, bytes.length), (byte) value);
                    assertRefusedOrEqual(damaged, original, "4 bytes at " + at);
                }
            }
        }

        private void assertRefusedOrEqual(byte[] damaged, Map<String, NpyArray> original, String what) {
            try {
                Map<String, NpyArray> arrays = Npz.read(file(damaged));
                assertThat(arrays).as(what).isEqualTo(original);
            } catch (IOException e) {
                assertThat(e).as(what).hasMessageStartingWith("Npz.read: ");
            } catch (RuntimeException e) {
                fail(what, e);
            }
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void everyPrefixOfAnArchiveIsRefused(boolean deflated) throws IOException {
            byte[] bytes = smallArchive(deflated);
            for (int length = 0; length < bytes.length; length++) {
                Path path = file(Arrays.copyOf(bytes, length));
                assertThatIOException()
                        .as("%d bytes", length)
                        .isThrownBy(() -> Npz.read(path))
                        .withMessageStartingWith("Npz.read: " + path);
            }
        }

        @Test
        void everyPrefixOfAnArrayIsRefused() throws IOException {
            byte[] bytes = Files.readAllBytes(NumpyFiles.resource("matrixC.npy"));
            for (int length = 0; length < bytes.length; length++) {
                Path path = file(Arrays.copyOf(bytes, length));
                assertThatIOException()
                        .as("%d bytes", length)
                        .isThrownBy(() -> Npz.readArray(path))
                        .withMessageStartingWith("Npz.readArray: " + path);
            }
        }

        @Test
        void everyFlippedBitOfAnArrayIsFoundOrGivesAnArrayOfTheSameBytes() throws IOException {
            byte[] bytes = Files.readAllBytes(NumpyFiles.resource("matrixC.npy"));
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                byte[] damaged = bytes.clone();
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                try {
                    NpyArray array = Npz.readArray(file(damaged)); // there is no checksum in an .npy file
                    if (bit < 128 * 8) { // in the header: elements of 8, 4, 2 or 1 bytes
                        assertThat(array.size()).as("bit %d", bit).isIn(12, 24, 48, 96);
                    } else {
                        assertThat(bytes(array))
                                .as("bit %d", bit)
                                .isEqualTo(Arrays.copyOfRange(damaged, 128, 128 + 96));
                    }
                } catch (IOException e) {
                    assertThat(e).as("bit %d", bit).hasMessageStartingWith("Npz.readArray: ");
                }
            }
        }

        private byte[] bytes(NpyArray array) {
            ByteBuffer bytes = ByteBuffer.allocate(8 * array.size()).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asDoubleBuffer().put(array.values());
            return bytes.array();
        }

        @Test
        void noiseIsRefused() throws IOException {
            Random random = new Random(7);
            byte[] archive = smallArchive(true);
            Map<String, NpyArray> original = Npz.read(file(archive));
            for (int trial = 0; trial < 2000; trial++) {
                byte[] noisy = archive.clone();
                for (int i = 0; i <= trial % 20; i++) {
                    noisy[random.nextInt(noisy.length)] = (byte) random.nextInt();
                }
                assertRefusedOrEqual(noisy, original, "trial " + trial);
            }
        }
    }

    @Nested
    class SingleArray {

        @Test
        void aShapeLargerThanTheFileIsRefusedBeforeAnythingIsAllocated() throws IOException {
            assertArrayRefused(
                    NumpyFiles.npy(NumpyFiles.header(F8, "(2000000000,)"), new byte[8]),
                    ": data must be 16000000000 bytes, (2000000000,) of <f8, but was 8 bytes");
            assertArrayRefused(
                    NumpyFiles.npy(NumpyFiles.header(F8, "(65536, 65536)")),
                    ": array must be at most 2147483639 elements but was (65536, 65536) of <f8");
            assertArrayRefused(
                    NumpyFiles.npy(NumpyFiles.header(F8, "(2147483647, 2147483647, 2147483647)")),
                    ": array must be at most 2147483639 elements but was (2147483647, 2147483647, 2147483647) of <f8");
        }

        @Test
        void bytesAfterTheDataAreRefused() throws IOException {
            assertArrayRefused(
                    NumpyFiles.npy(NumpyFiles.header(F8, "(1,)"), new byte[9]),
                    ": data must be 8 bytes, (1,) of <f8, but was 9 bytes");
            assertArrayRefused(
                    NumpyFiles.npy(NumpyFiles.header(F8, "(0,)"), new byte[1]),
                    ": data must be 0 bytes, (0,) of <f8, but was 1 bytes");
        }

        @Test
        @Timeout(10)
        void nothingIsReadInNoTimeHoweverLongItsOtherSides() throws IOException {
            String header = "{'descr': '<f8', 'fortran_order': True, 'shape': (2147483647, 2147483647, 0)}";
            NpyArray array = Npz.readArray(file(NumpyFiles.npy(header)));
            assertThat(array.shape()).containsExactly(Integer.MAX_VALUE, Integer.MAX_VALUE, 0);
        }

        @Test
        void otherVersionsAreRefused() throws IOException {
            byte[] npy = NumpyFiles.npy(NumpyFiles.header(F8, "()"), new byte[8]);
            npy[6] = (byte) 200;
            npy[7] = 1;
            assertArrayRefused(npy, ": version of the .npy format must be 1.0, 2.0 or 3.0 but was 200.1");
        }

        @Test
        void aHeaderThatIsTooLongIsRefused() throws IOException {
            byte[] npy = NumpyFiles.npy("");
            npy[6] = 2; // four bytes of length, of which the file has two
            assertArrayRefused(npy, ": length of the header must be 4 bytes but was 2 bytes, then the array ended");
            assertArrayRefused(
                    ByteBuffer.allocate(12).put(npy, 0, 8).putInt(-1).array(),
                    ": header must be at most 65535 bytes but was 4294967295 bytes");
            byte[] cut = NumpyFiles.npy("{");
            cut[9] = 1;
            assertArrayRefused(cut, ": header must be 257 bytes but was 1 bytes, then the array ended");
        }
    }

    @Nested
    class Archive {

        @Test
        void damagedDataAreFound() throws IOException {
            byte[] npz = smallArchive(false);
            npz[30 + "Wax.npy".length() + 128] ^= 1; // the first value
            Path path = file(npz);
            assertThatIOException()
                    .isThrownBy(() -> Npz.read(path))
                    .withMessageMatching("Npz.read: \\S+, entry Wax.npy: CRC-32 of the content must be [0-9a-f]{8}"
                            + " but was [0-9a-f]{8}, it is damaged");
        }

        @Test
        void damagedNamesAreFound() throws IOException {
            byte[] npz = smallArchive(false);
            NumpyFiles.directoryHeader(npz, 0).put(46, (byte) 'U');
            assertArchiveRefused(
                    npz,
                    ", entry Uax.npy: name and compression must be the same in the directory and at the data"
                            + " but was different");
            NumpyFiles.directoryHeader(npz, 0).put(46, (byte) 0xC3);
            Path path = file(npz);
            assertThatIOException()
                    .isThrownBy(() -> Npz.read(path))
                    .withMessageEndingWith("must be UTF-8 but was something else");
        }

        @Test
        void anArchiveWithoutItsEndIsRefused() throws IOException {
            byte[] npz = smallArchive(false);
            assertArchiveRefused(
                    Arrays.copyOf(npz, npz.length - 1),
                    ": zip archive must be complete, with an end record, but was cut short or damaged after "
                            + (npz.length - 1) + " bytes");
        }

        @Test
        void bytesAfterTheArchiveAreRefused() throws IOException {
            byte[] npz = smallArchive(false);
            assertArchiveRefused(
                    Arrays.copyOf(npz, npz.length + 1),
                    ": zip archive must be complete, with an end record, but was cut short or damaged after "
                            + (npz.length + 1) + " bytes");
        }

        @Test
        void aCommentIsAllowed() throws IOException {
            byte[] npz = smallArchive(false);
            byte[] commented = Arrays.copyOf(npz, npz.length + 3);
            commented[npz.length - 2] = 3;
            assertThat(Npz.read(file(commented))).isEqualTo(Npz.read(directory.resolve("small.npz")));
        }

        @Test
        void aNameThatComesTwiceIsRefused() throws IOException {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            entries.put("a.npy", NumpyFiles.npy(NumpyFiles.header(F8, "()"), new byte[8]));
            entries.put("b.npy", entries.get("a.npy"));
            byte[] npz = NumpyFiles.zip(entries);
            NumpyFiles.directoryHeader(npz, 1).put(46, (byte) 'a');
            for (int at = 1; at < npz.length - 30; at++) {
                if (npz[at] == 'P' && npz[at + 1] == 'K' && npz[at + 2] == 3) {
                    npz[at + 30] = 'a';
                }
            }
            assertArchiveRefused(npz, ": names of entries must be different but was a.npy twice");
        }

        @Test
        void encryptedEntriesAreRefused() throws IOException {
            byte[] npz = smallArchive(true);
            NumpyFiles.directoryHeader(npz, 1).put(8, (byte) 9);
            assertArchiveRefused(npz, ", entry ba.npy: data must be stored or deflated but was encrypted");
        }

        @Test
        void entriesThatShareTheirDataAreRefused() throws IOException {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            byte[] npy = NumpyFiles.npy(NumpyFiles.header("<i1", "(1000000,)"), new byte[1_000_000]);
            entries.put("a.npy", npy);
            byte[] one = NumpyFiles.zip(entries);
            int directory = one.length - 22 - 46 - "a.npy".length();
            byte[] header = Arrays.copyOfRange(one, directory, one.length - 22);
            ByteBuffer twice = ByteBuffer.allocate(one.length + header.length)
                    .put(one, 0, directory)
                    .put(header)
                    .put(header)
                    .put(one, one.length - 22, 22)
                    .order(ByteOrder.LITTLE_ENDIAN);
            twice.putShort(twice.limit() - 12, (short) 2).putInt(twice.limit() - 10, 2 * header.length);
            assertArchiveRefused(twice.array(), ": entries must be apart but was overlapping");
        }
    }

    /** Entries whose sizes are lies: if one were believed, 16 GB would be allocated. */
    @Nested
    class Bombs {

        private static final String HUGE = "(2000000000,)";
        private static final int HUGE_BYTES = 2_000_000_000;

        private byte[] claiming(byte[] content, int size) throws IOException {
            byte[] npz = NumpyFiles.zip(Map.of("a.npy", content));
            NumpyFiles.directoryHeader(npz, 0).putInt(24, size);
            return npz;
        }

        @Test
        void moreThanDeflateCanHoldIsRefused() throws IOException {
            byte[] npy = NumpyFiles.npy(NumpyFiles.header("|i1", HUGE), new byte[100]);
            byte[] npz = claiming(npy, HUGE_BYTES + npy.length - 100);
            int compressed = NumpyFiles.directoryHeader(npz, 0).getInt(20);
            assertArchiveRefused(
                    npz,
                    ", entry a.npy: bytes of the content must be what deflate can make of " + compressed + " but was "
                            + (HUGE_BYTES + npy.length - 100) + " of " + compressed + " in the file");
        }

        @Test
        void contentThatDeflateCouldHoldButDoesNotIsRefusedWhenItEnds() throws IOException {
            byte[] noise = new byte[2_000_000];
            new Random(1).nextBytes(noise);
            byte[] npy = NumpyFiles.npy(NumpyFiles.header("|i1", HUGE), noise);
            assertArchiveRefused(
                    claiming(npy, HUGE_BYTES + npy.length - noise.length),
                    ", entry a.npy: data must be 2000000000 bytes, (2000000000,) of |i1, but was cut short");
        }

        @Test
        void contentLongerThanClaimedIsRefused() throws IOException {
            byte[] npy = NumpyFiles.npy(NumpyFiles.header("|i1", "(2,)"), new byte[3]);
            assertArchiveRefused(
                    claiming(npy, npy.length - 1),
                    ", entry a.npy: content must be at its end after " + (npy.length - 1) + " bytes but was not");
        }

        @Test
        void storedContentOfAnotherSizeIsRefused() throws IOException {
            byte[] npz = smallArchive(false);
            NumpyFiles.directoryHeader(npz, 0).putInt(24, HUGE_BYTES);
            assertArchiveRefused(
                    npz,
                    ", entry Wax.npy: bytes of the content must be as many as stored but was 2000000000 of 176 in the"
                            + " file");
        }
    }
}
