package io.github.unroll.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of a zip archive: local headers and data in turn, then the directory, then the end record. Where a number
 * needs more than its 4 bytes there are zip64's records too. All numbers are little-endian.
 *
 * <pre>{@code
 * offset bytes local header, before the data      offset bytes directory header, one for each entry
 *  0     4     'P' 'K' 3 4                         0     4     'P' 'K' 1 2
 *  8     2     compression                         8     2     flags; bit 0: encrypted
 * 26     2     n, length of the name              10     2     compression: 0 stored, 8 deflated
 * 28     2     e, length of the extras            16     4     CRC-32 of the content
 * 30     n     name                               20     4     bytes of the data, in the file
 *        e     extras; then the data              24     4     bytes of the content
 *                                                 28     2     n, length of the name
 * offset bytes end record, the last               30     2     e, length of the extras
 *  0     4     'P' 'K' 5 6                        32     2     k, length of the comment
 * 10     2     number of entries                  42     4     offset of the local header
 * 12     4     length of the directory            46     n     name
 * 16     4     offset of the directory                   e     extras; the one with id 1 is zip64's
 * 20     2     k, length of the comment                  k     comment
 * 22     k     comment; then the file ends
 *
 * offset bytes zip64 end record, if needed        offset bytes zip64 locator, between the end records
 *  0     4     'P' 'K' 6 6                         0     4     'P' 'K' 6 7
 * 32     8     number of entries                   8     8     offset of the zip64 end record
 * 40     8     length of the directory            20           the end record
 * 48     8     offset of the directory
 * }</pre>
 *
 * <p>Rejected: {@link java.util.zip.ZipFile}, which compares neither an entry's content with its CRC-32 nor the name in
 * the directory with the name at the data, so a damaged name would pass as another array; and
 * {@link java.util.zip.ZipInputStream}, which does not see the directory and cannot read what NumPy writes to a pipe.
 */
final class ZipArchive {

    static final byte[] LOCAL_HEADER = {'P', 'K', 3, 4};
    static final byte[] END_RECORD = {'P', 'K', 5, 6};

    private static final byte[] DIRECTORY_HEADER = {'P', 'K', 1, 2};
    private static final byte[] ZIP64_LOCATOR = {'P', 'K', 6, 7};
    private static final byte[] ZIP64_END_RECORD = {'P', 'K', 6, 6};

    private static final int LOCAL_HEADER_LENGTH = 30;
    private static final int DIRECTORY_HEADER_LENGTH = 46;
    private static final int END_RECORD_LENGTH = 22;
    private static final int ZIP64_LOCATOR_LENGTH = 20;
    private static final int ZIP64_END_RECORD_LENGTH = 56;

    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int MAX_DEFLATION = 1032; // 258 bytes from 2 bits is the best that deflate can do
    private static final int ZIP64_EXTRA = 1;
    private static final long IN_ZIP64_EXTRA = 0xFFFF_FFFFL; // in place of a number of 4 bytes

    /**
     * An entry.
     *
     * @param name the name
     * @param deflated whether the data are deflated, else they are the content itself
     * @param crc the CRC-32 of the content
     * @param compressedSize the bytes of the data, which the file has
     * @param size the bytes of the content, which the data can hold
     * @param offset of the data in the file
     */
    record Entry(String name, boolean deflated, long crc, long compressedSize, long size, long offset) {}

    private record Directory(long offset, long length, long count) {}

    private final FileBytes file;
    private final Directory directory;
    private final List<Entry> entries = new ArrayList<>();

    private ZipArchive(FileBytes file) throws IOException {
        this.file = file;
        this.directory = directory();
    }

    /** Reads the directory and all headers, not the data. */
    static ZipArchive open(FileBytes file) throws IOException {
        ZipArchive archive = new ZipArchive(file);
        archive.readEntries();
        return archive;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    ZipEntryStream stream(Entry entry, Place place) throws IOException {
        return new ZipEntryStream(file.stream(entry.offset(), entry.compressedSize()), entry, place);
    }

    // --------------------------------------------------------------------------------------------------- directory

    private Directory directory() throws IOException {
        long end = endRecord();
        long locator = end - ZIP64_LOCATOR_LENGTH;
        if (locator >= 0) {
            ByteBuffer bytes = file.bytes(locator, ZIP64_LOCATOR_LENGTH, "zip64 locator");
            if (begins(bytes, 0, ZIP64_LOCATOR)) {
                return zip64Directory(bytes.getLong(8));
            }
        }
        ByteBuffer bytes = file.bytes(end, END_RECORD_LENGTH, "end record");
        return checked(new Directory(u4(bytes, 16), u4(bytes, 12), u2(bytes, 10)), end);
    }

    private Directory zip64Directory(long end) throws IOException {
        ByteBuffer bytes = file.bytes(end, ZIP64_END_RECORD_LENGTH, "zip64 end record");
        check(begins(bytes, 0, ZIP64_END_RECORD), "zip64 end record", "PK 6 6", "something else", end);
        return checked(new Directory(bytes.getLong(48), bytes.getLong(40), bytes.getLong(32)), end);
    }

    /** The directory must fill the file up to its end record: what is before it then cannot be shifted. */
    private Directory checked(Directory found, long end) throws IOException {
        if (found.offset < 0 || found.offset > end || found.length != end - found.offset) {
            String expected = "just before its end record at offset " + end;
            String actual = found.length + " bytes at offset " + found.offset;
            throw file.place().error("directory of the zip archive", expected, actual);
        }
        return found;
    }

    /** The offset of the end record: as near to the end as its comment, of at most 65,535 bytes, lets it be. */
    private long endRecord() throws IOException {
        long start = Math.max(0, file.size() - END_RECORD_LENGTH - 0xFFFF);
        ByteBuffer bytes = file.bytes(start, file.size() - start, "end of the zip archive");
        for (int at = bytes.limit() - END_RECORD_LENGTH; at >= 0; at--) {
            if (begins(bytes, at, END_RECORD) && at + END_RECORD_LENGTH + u2(bytes, at + 20) == bytes.limit()) {
                return start + at;
            }
        }
        String actual = "cut short or damaged after " + file.size() + " bytes";
        throw file.place().error("zip archive", "complete, with an end record,", actual);
    }

    // ----------------------------------------------------------------------------------------------------- entries

    private void readEntries() throws IOException {
        ByteBuffer bytes = file.bytes(directory.offset, directory.length, "directory of the zip archive");
        long total = 0;
        while (bytes.hasRemaining()) {
            Entry entry = entry(bytes);
            total += LOCAL_HEADER_LENGTH + entry.compressedSize;
            if (total > directory.offset) { // else a small file could hold one large content many times
                throw file.place().error("entries", "apart", "overlapping");
            }
            entries.add(entry);
        }
        if (entries.size() != directory.count) {
            throw file.place().error("number of entries", "" + directory.count, "" + entries.size());
        }
    }

    /** The entry whose directory header is at the buffer's position, which moves behind it. */
    private Entry entry(ByteBuffer bytes) throws IOException {
        int at = bytes.position();
        int left = bytes.remaining();
        long where = directory.offset + at;
        boolean begun = left >= DIRECTORY_HEADER_LENGTH && begins(bytes, at, DIRECTORY_HEADER);
        check(begun, "directory header", "PK 1 2 and at least 46 bytes", "something else", where);
        int nameLength = u2(bytes, at + 28);
        int extraLength = u2(bytes, at + 30);
        int length = DIRECTORY_HEADER_LENGTH + nameLength + extraLength + u2(bytes, at + 32);
        check(length <= left, "directory header", "at most " + left + " bytes", length + " bytes", where);
        ByteBuffer name = bytes.slice(at + DIRECTORY_HEADER_LENGTH, nameLength);
        ByteBuffer extra = bytes.slice(at + DIRECTORY_HEADER_LENGTH + nameLength, extraLength);
        long[] numbers = {u4(bytes, at + 24), u4(bytes, at + 20), u4(bytes, at + 42)};
        widen(numbers, extra.order(bytes.order()));
        long size = numbers[0];
        long compressedSize = numbers[1];
        bytes.position(at + length);

        String text = text(name, where);
        Place place = file.place().entry(text);
        int method = method(bytes, at, place);
        checkSizes(size, compressedSize, method, place);
        long offset = dataOffset(numbers[2], compressedSize, name, method, place);
        return new Entry(text, method == DEFLATED, u4(bytes, at + 16), compressedSize, size, offset);
    }

    private static int method(ByteBuffer bytes, int at, Place place) throws IOException {
        boolean encrypted = (bytes.get(at + 8) & 1) != 0;
        int method = u2(bytes, at + 10);
        if (encrypted || method != STORED && method != DEFLATED) {
            String actual = encrypted ? "encrypted" : "compressed with method " + method;
            throw place.error("data", "stored or deflated", actual);
        }
        return method;
    }

    /** Reads the numbers that did not fit 4 bytes from the zip64 extra, where they are in this order. */
    private static void widen(long[] numbers, ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
            if (id != ZIP64_EXTRA) {
                extra.position(extra.position() + length);
                continue;
            }
            for (int i = 0; i < numbers.length && length >= Long.BYTES; i++) {
                if (numbers[i] == IN_ZIP64_EXTRA) {
                    numbers[i] = extra.getLong();
                    length -= Long.BYTES;
                }
            }
            return;
        }
    }

    private static void checkSizes(long size, long compressedSize, int method, Place place) throws IOException {
        boolean possible = method == STORED
                ? size == compressedSize
                : size >= 0 && compressedSize >= 0 && size / MAX_DEFLATION <= compressedSize;
        if (!possible) {
            String expected = method == STORED ? "as many as stored" : "what deflate can make of " + compressedSize;
            throw place.error("bytes of the content", expected, size + " of " + compressedSize + " in the file");
        }
    }

    /** Where the data begin, behind their local header, which must agree with the directory. */
    private long dataOffset(long header, long compressedSize, ByteBuffer name, int method, Place place)
            throws IOException {
        ByteBuffer bytes = file.bytes(header, LOCAL_HEADER_LENGTH, "local header of the entry");
        check(begins(bytes, 0, LOCAL_HEADER), "local header", "PK 3 4", "something else", header);
        int nameLength = u2(bytes, 26);
        boolean same = u2(bytes, 8) == method
                && file.bytes(header + LOCAL_HEADER_LENGTH, nameLength, "name of the entry")
                        .equals(name);
        if (!same) {
            throw place.error("name and compression", "the same in the directory and at the data", "different");
        }
        long offset = header + LOCAL_HEADER_LENGTH + nameLength + u2(bytes, 28);
        if (compressedSize < 0 || compressedSize > directory.offset - offset) {
            String actual = compressedSize + " bytes at offset " + offset;
            throw place.error("data", "before the directory at offset " + directory.offset, actual);
        }
        return offset;
    }

    // ----------------------------------------------------------------------------------------------------- details

    private void check(boolean condition, String name, String expected, String actual, long offset) throws IOException {
        if (!condition) {
            throw file.place().error(name + " at offset " + offset, expected, actual);
        }
    }

    private String text(ByteBuffer name, long where) throws IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(name.duplicate()).toString();
        } catch (CharacterCodingException e) {
            throw file.place().error("name of the entry at offset " + where, "UTF-8", "something else");
        }
    }

    private static boolean begins(ByteBuffer bytes, int at, byte[] signature) {
        return bytes.slice(at, signature.length).equals(ByteBuffer.wrap(signature));
    }

    private static int u2(ByteBuffer bytes, int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }

    private static long u4(ByteBuffer bytes, int at) {
        return Integer.toUnsignedLong(bytes.getInt(at));
    }
}
