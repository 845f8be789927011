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
    private final Inflater inflater; // null where the data are stored
    private final InputStream content;
    private final CRC32 crc = new CRC32();

    ZipEntryStream(InputStream data, ZipArchive.Entry entry, Place place) {
        this.entry = entry;
        this.place = place;
        if (entry.deflated()) {
            // Without zlib's header, as in zip; for that, says its Javadoc, it wants one byte more than there is.
            this.inflater = new Inflater(true);
            InputStream padded = new SequenceInputStream(data, new ByteArrayInputStream(new byte[1]));
            this.content = new InflaterInputStream(padded, inflater, BUFFER);
        } else {
            this.inflater = null;
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

    /** After everything has been read: nothing may be left of the data or of the content, and the CRC-32 must agree. */
    void checkEnd() throws IOException {
        if (read() >= 0 || inflater != null && inflater.getBytesRead() != entry.compressedSize()) {
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
        if (inflater != null) {
            inflater.end();
        }
    }
}
