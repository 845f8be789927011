package io.github.unroll.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Reads and writes NumPy's files: {@code .npz}, a zip archive of named arrays, and {@code .npy}, one array.
 *
 * <p><b>Reading</b> takes what {@code numpy.savez}, {@code numpy.savez_compressed} and {@code numpy.save} write: arrays
 * of 0 to 3 dimensions, in C or Fortran order, of either byte order, of float64, float32, float16, the integers of 1 to
 * 8 bytes, and bool (0 and 1). All become doubles; an 8-byte integer that is not exactly a double is refused, not
 * rounded. A file that is damaged, cut short or something else is refused with an {@link IOException} that names the
 * method, the file, the entry, what was expected and what came, {@code Npz.read: w.npz, entry ba.npy: data must be 40
 * bytes, (5, 1) of <f8, but was 32 bytes}. Sizes that a file claims are compared with the bytes it has before anything
 * is allocated; the array of a compressed entry grows with what really comes.
 *
 * <p><b>Writing</b> is float64, little-endian, C order, byte for byte as {@code numpy.save} writes an array; the same
 * arrays give the same file. A file is written beside its destination under a temporary name, forced to the disk, and
 * moved into place: if that fails, what was there before is still there and nothing is left behind. A symbolic link is
 * followed, its target replaced.
 */
public final class Npz {

    /**
     * The date of every entry, so that the same arrays make the same file. Not the first of January: there the JDK adds
     * the date once more, as the time zone has it.
     */
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private static final String SUFFIX = ".npy";

    /** JDK 25 wants the header of an entry in the directory, 46 bytes and the name, in what two bytes can say. */
    private static final int MAX_NAME = 0xFFFF - 46 - SUFFIX.length();

    private Npz() {}

    // ------------------------------------------------------------------------------------------------ named arrays

    /**
     * Reads all arrays of an {@code .npz} file, stored or compressed.
     *
     * @param path the file
     * @return the arrays under their names, without {@code .npy}, in the file's order; unmodifiable
     * @throws IOException if there is no such file ({@link java.nio.file.NoSuchFileException}), if it cannot be read,
     *     or if it is not a complete {@code .npz} file of arrays as described above
     * @throws IllegalArgumentException if {@code path} is null
     */
    public static Map<String, NpyArray> read(Path path) throws IOException {
        Arguments.present("Npz.read", "path", path);
        try (FileBytes file = FileBytes.open("Npz.read", path)) {
            checkZip(file);
            ZipArchive archive = ZipArchive.open(file);
            Map<String, ZipArchive.Entry> entries = new LinkedHashMap<>();
            for (ZipArchive.Entry entry : archive.entries()) {
                if (entries.put(arrayName(entry, file.place()), entry) != null) {
                    throw file.place().error("names of entries", "different", entry.name() + " twice");
                }
            }
            Map<String, NpyArray> arrays = new LinkedHashMap<>();
            for (Map.Entry<String, ZipArchive.Entry> entry : entries.entrySet()) {
                arrays.put(entry.getKey(), readEntry(archive, entry.getValue(), file.place()));
            }
            return Collections.unmodifiableMap(arrays);
        }
    }

    /**
     * Writes arrays as an {@code .npz} file, uncompressed as {@code numpy.savez} does. Whatever was at {@code path} is
     * replaced when the new file is complete, and not before.
     *
     * @param path the file, in a directory that exists
     * @param arrays the arrays under their names, without {@code .npy}, written in the map's order; none is allowed
     * @throws IOException if the file cannot be written; one that was there is then unchanged
     * @throws IllegalArgumentException if an argument, a name or an array is null, or if a name is empty, has a NUL
     *     character or an unpaired surrogate, or takes more than 65,485 bytes in UTF-8
     */
    public static void write(Path path, Map<String, NpyArray> arrays) throws IOException {
        Arguments.present("Npz.write", "path", path);
        Arguments.present("Npz.write", "arrays", arrays);
        Map<String, NpyArray> copy = new LinkedHashMap<>(arrays);
        for (Map.Entry<String, NpyArray> entry : copy.entrySet()) {
            checkName(entry.getKey());
            Arguments.present("Npz.write", "arrays[" + Place.printable(entry.getKey()) + "]", entry.getValue());
        }
        AtomicFile.write("Npz.write", path, out -> {
            try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
                for (Map.Entry<String, NpyArray> entry : copy.entrySet()) {
                    writeEntry(zip, entry.getKey(), entry.getValue());
                }
            }
        });
    }

    // --------------------------------------------------------------------------------------------------- one array

    /**
     * Reads an {@code .npy} file.
     *
     * @param path the file
     * @return the array
     * @throws IOException if there is no such file ({@link java.nio.file.NoSuchFileException}), if it cannot be read,
     *     or if it is not a complete {@code .npy} file of an array as described above
     * @throws IllegalArgumentException if {@code path} is null
     */
    public static NpyArray readArray(Path path) throws IOException {
        Arguments.present("Npz.readArray", "path", path);
        try (FileBytes file = FileBytes.open("Npz.readArray", path)) {
            if (file.startsWith(ZipArchive.LOCAL_HEADER) || file.startsWith(ZipArchive.END_RECORD)) {
                throw file.place().error("file", "an .npy array", "a zip archive (Npz.read reads .npz files)");
            }
            InputStream in = new BufferedInputStream(file.stream(0, file.size()));
            return NpyFormat.read(in, file.size(), file.size(), file.place());
        }
    }

    /**
     * Writes an {@code .npy} file, the same bytes as {@code numpy.save}. Whatever was at {@code path} is replaced when
     * the new file is complete, and not before.
     *
     * @param path the file, in a directory that exists
     * @param array the array
     * @throws IOException if the file cannot be written; one that was there is then unchanged
     * @throws IllegalArgumentException if an argument is null
     */
    public static void writeArray(Path path, NpyArray array) throws IOException {
        Arguments.present("Npz.writeArray", "path", path);
        Arguments.present("Npz.writeArray", "array", array);
        AtomicFile.write("Npz.writeArray", path, out -> NpyFormat.write(array, out));
    }

    // ----------------------------------------------------------------------------------------------------- entries

    private static void checkZip(FileBytes file) throws IOException {
        if (file.startsWith(ZipArchive.LOCAL_HEADER) || file.startsWith(ZipArchive.END_RECORD)) {
            return; // the second is how an archive without entries begins
        }
        if (file.startsWith(NpyFormat.MAGIC)) {
            throw file.place().error("file", "an .npz archive", "one .npy array (Npz.readArray reads it)");
        }
        byte[] start = file.bytes(0, Math.min(4, file.size()), "start").array();
        String actual = start.length == 0
                ? "empty"
                : "a file that begins with " + HexFormat.ofDelimiter(" ").formatHex(start);
        throw file.place().error("file", "an .npz archive, which begins with 50 4b 03 04,", actual);
    }

    private static String arrayName(ZipArchive.Entry entry, Place place) throws IOException {
        if (!entry.name().endsWith(SUFFIX)) {
            throw place.error("names of entries", "those of arrays, ending in .npy,", Place.printable(entry.name()));
        }
        return entry.name().substring(0, entry.name().length() - SUFFIX.length());
    }

    private static NpyArray readEntry(ZipArchive archive, ZipArchive.Entry entry, Place file) throws IOException {
        Place place = file.entry(entry.name());
        try (ZipEntryStream in = archive.stream(entry, place)) {
            NpyArray array = NpyFormat.read(in, entry.size(), entry.compressedSize(), place);
            in.checkEnd();
            return array;
        }
    }

    private static void checkName(String name) {
        Arguments.present("Npz.write", "name", name);
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            String actual = name.isEmpty() ? "empty" : Place.printable(name);
            throw Arguments.error("Npz.write", "name", "at least one character and none of them NUL", actual);
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw Arguments.error(
                    "Npz.write", "name", "valid Unicode", Place.printable(name) + " with an unpaired surrogate");
        }
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_NAME) {
            throw Arguments.error("Npz.write", "name", "at most " + MAX_NAME + " bytes in UTF-8", length + " bytes");
        }
    }

    /** Stored, not deflated: weights hardly shrink, and what deflate gives may differ between JDKs. */
    private static void writeEntry(ZipOutputStream zip, String name, NpyArray array) throws IOException {
        CRC32 crc = new CRC32();
        NpyFormat.write(array, new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
        ZipEntry entry = new ZipEntry(name + SUFFIX);
        entry.setMethod(ZipEntry.STORED);
        entry.setTimeLocal(ENTRY_TIME);
        entry.setSize(NpyFormat.length(array));
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        NpyFormat.write(array, zip);
        zip.closeEntry();
    }
}
