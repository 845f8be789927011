package io.github.unroll.io;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** The content of an entry of a zip archive; {@link #checkEnd} compares all that was read with its CRC-32. */
final class ZipEntryStream extends InputStream {

    private static final int BUFFER = 1 << 13;

    private final ZipArchive.Entry entry;
    private final Place place;
    private final Inflater inflater = new Inflater(true); // without the header of zlib, as in zip
    private final InputStream content;
    private final CRC32 crc = new CRC32();

    ZipEntryStream(InputStream data, ZipArchive.Entry entry, Place place) {
        this.entry = entry;
        this.place = place;
        if (entry.deflated()) {
            InputStream padded =
                    new SequenceInputStream(data, new ByteArrayInputStream(new byte[1])); // see Inflater(true)
            this.content = new InflaterInputStream(padded, inflater, BUFFER);
        } else {
            this.content = data;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int from, int count) throws IOException {
        try {
            int read = content.read(to, from, count);
            if (read > 0) {
                crc.update(to, from, read);
            }
            return read;
        } catch (ZipException | EOFException e) {
            throw damaged(e);
        }
    }

    /** Must be called when all has been read: nothing may be left, in the file or in the content, and the CRC-32 agree. */
    void checkEnd() throws IOException {
        if (read() >= 0 || entry.deflated() && inflater.getBytesRead() != entry.compressedSize()) {
            throw place.error("content", "at its end after " + entry.size() + " bytes", "not");
        }
        if (crc.getValue() != entry.crc()) {
            String expected = String.format("%08x", entry.crc());
            throw place.error("CRC-32 of the content", expected, String.format("%08x, it is damaged", crc.getValue()));
        }
    }

    private IOException damaged(IOException cause) {
        IOException e = place.error("deflated data", "intact", "damaged (" + cause.getMessage() + ")");
        e.initCause(cause);
        return e;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
