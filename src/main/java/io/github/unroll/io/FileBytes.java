package io.github.unroll.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The bytes of an open file. Nothing is allocated that the file is too short to fill. */
final class FileBytes implements Closeable {

    private final SeekableByteChannel channel;
    private final long size;
    private final Place place;

    private FileBytes(SeekableByteChannel channel, long size, Place place) {
        this.channel = channel;
        this.size = size;
        this.place = place;
    }

    static FileBytes open(String method, Path path) throws IOException {
        Place place = new Place(method, path);
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw place.error("path", "a file", Files.isDirectory(path) ? "a directory" : "a special file");
        }
        SeekableByteChannel channel = Files.newByteChannel(path);
        try {
            return new FileBytes(channel, channel.size(), place);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    long size() {
        return size;
    }

    Place place() {
        return place;
    }

    boolean startsWith(byte... start) throws IOException {
        return size >= start.length && bytes(0, start.length, "start").equals(ByteBuffer.wrap(start));
    }

    /** The bytes from offset on, little-endian. */
    ByteBuffer bytes(long offset, long length, String name) throws IOException {
        if (offset < 0 || length < 0 || length > size - offset) {
            throw place.error(name, "within the file's " + size + " bytes", length + " bytes at offset " + offset);
        }
        if (length > NpyArray.MAX_SIZE) {
            throw place.error(name, "at most " + NpyArray.MAX_SIZE + " bytes", length + " bytes");
        }
        byte[] bytes = new byte[(int) length];
        int read = stream(offset, length).readNBytes(bytes, 0, bytes.length);
        if (read < bytes.length) {
            throw place.error(name, length + " bytes at offset " + offset, read + " bytes, then the file ended");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A stream of length bytes from offset on; one at a time, and not buffered. */
    InputStream stream(long offset, long length) throws IOException {
        channel.position(offset);
        return new InputStream() {
            private long left = length;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] to, int from, int count) throws IOException {
                Objects.checkFromIndexSize(from, count, to.length);
                if (left == 0) {
                    return -1;
                }
                int read = channel.read(ByteBuffer.wrap(to, from, (int) Math.min(count, left)));
                left -= Math.max(read, 0);
                return read;
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
