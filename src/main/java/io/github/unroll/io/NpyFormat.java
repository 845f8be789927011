package io.github.unroll.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of an .npy array, as a file or as an entry of an .npz file.
 *
 * <pre>{@code
 * offset   bytes   content
 * 0        6       93 'N' 'U' 'M' 'P' 'Y'
 * 6        1       major version: 1, 2 or 3
 * 7        1       minor version: 0
 * 8        2 or 4  h, the length of the header, little-endian: 2 bytes in version 1, 4 in versions 2 and 3
 * 10 or 12 h       header: a Python dict (NpyHeader) in Latin-1, in version 3 in UTF-8, then spaces and a newline;
 *                  NumPy pads it so that the data begin at a multiple of 64
 * then     s       data: the elements, one after the other, s = product of the sizes * bytes of an element
 * }</pre>
 *
 * and then the end. Versions 2 and 3 differ from 1 only in what structured types need; version 1 is written.
 */
final class NpyFormat {

    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    private static final int ALIGNMENT = 64;
    private static final int LENGTH_OFFSET = 8; // of the length of the header
    private static final int HEADER_OFFSET = 10; // in version 1
    private static final int MAX_HEADER = 0xFFFF; // what version 1 can say, several hundred times what is needed
    private static final int CHUNK = 1 << 16; // bytes, a multiple of every element's size

    private NpyFormat() {}

    // ----------------------------------------------------------------------------------------------------- reading

    /**
     * Reads an array.
     *
     * @param in the array
     * @param length the bytes of the array, which the file claims; the stream may end before
     * @param atHand the bytes that the file really has for it, fewer where they are compressed
     * @param place for messages
     */
    static NpyArray read(InputStream in, long length, long atHand, Place place) throws IOException {
        byte[] start = exactly(in, LENGTH_OFFSET, "start", place);
        if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw place.error("array", "in .npy format, which begins with 93 NUMPY,", "in another");
        }
        int version = start[6];
        if (version < 1 || version > 3 || start[7] != 0) {
            String actual = Byte.toUnsignedInt(start[6]) + "." + Byte.toUnsignedInt(start[7]);
            throw place.error("version of the .npy format", "1.0, 2.0 or 3.0", actual);
        }
        int lengthBytes = version == 1 ? 2 : 4;
        long headerLength = littleEndian(exactly(in, lengthBytes, "length of the header", place));
        if (headerLength > MAX_HEADER) {
            throw place.error("header", "at most " + MAX_HEADER + " bytes", headerLength + " bytes");
        }
        Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        String text = new String(exactly(in, (int) headerLength, "header", place), charset);
        NpyHeader header = NpyHeader.parse(text, place);
        int size = checkedSize(header, length - LENGTH_OFFSET - lengthBytes - headerLength, place);
        double[] values = values(in, header, size, atHand, place);
        return NpyArray.wrap(header.fortranOrder() ? toCOrder(values, header.shape()) : values, header.shape());
    }

    /** The number of elements, for which there must be exactly the bytes that follow the header. */
    private static int checkedSize(NpyHeader header, long dataLength, Place place) throws IOException {
        long size = NpyArray.size(header.shape());
        if (size > NpyArray.MAX_SIZE) {
            throw place.error("array", "at most " + NpyArray.MAX_SIZE + " elements", header.description());
        }
        long expected = size * header.type().bytes();
        if (dataLength != expected) {
            throw place.error("data", expected + " bytes, " + header.description() + ",", dataLength + " bytes");
        }
        return (int) size;
    }

    /** Reads in chunks. Where the file has fewer bytes than the elements need, the array grows with what comes. */
    private static double[] values(InputStream in, NpyHeader header, int size, long atHand, Place place)
            throws IOException {
        int bytes = header.type().bytes();
        double[] values = new double[(int) Math.min(size, atHand / bytes)];
        byte[] chunk = new byte[(int) Math.min((long) size * bytes, CHUNK)];
        ByteBuffer buffer = ByteBuffer.wrap(chunk).order(header.byteOrder());
        for (int done = 0; done < size; ) {
            int count = Math.min(size - done, CHUNK / bytes);
            if (in.readNBytes(chunk, 0, count * bytes) < count * bytes) {
                throw place.error("data", (long) size * bytes + " bytes, " + header.description() + ",", "cut short");
            }
            if (done + count > values.length) {
                values = Arrays.copyOf(values, (int) Math.min(size, Math.max(done + count, 2L * values.length)));
            }
            try {
                header.type().read(buffer.clear(), values, done, count);
            } catch (ArithmeticException e) {
                throw place.error("elements of " + header.descr(), "exact as doubles", e.getMessage());
            }
            done += count;
        }
        return values;
    }

    /** From the first index fastest to the last index fastest. Missing sizes are 1. */
    private static double[] toCOrder(double[] values, int[] shape) {
        if (shape.length < 2 || values.length == 0) {
            return values; // (2147483647, 2147483647, 0) has nothing to move, and long loops to find that out
        }
        int n = shape[0];
        int m = shape[1];
        int T = shape.length < 3 ? 1 : shape[2];
        double[] result = new double[values.length];
        for (int i = 0, to = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                for (int t = 0; t < T; t++) {
                    result[to++] = values[(t * m + j) * n + i];
                }
            }
        }
        return result;
    }

    private static byte[] exactly(InputStream in, int count, String name, Place place) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw place.error(name, count + " bytes", bytes.length + " bytes, then the array ended");
        }
        return bytes;
    }

    private static long littleEndian(byte[] bytes) {
        long value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value << 8 | Byte.toUnsignedInt(bytes[i]);
        }
        return value;
    }

    // ----------------------------------------------------------------------------------------------------- writing

    static void write(NpyArray array, OutputStream out) throws IOException {
        byte[] header = header(array);
        out.write(MAGIC);
        out.write(new byte[] {1, 0, (byte) header.length, (byte) (header.length >> 8)});
        out.write(header);
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (int done = 0; done < array.size(); ) {
            int count = Math.min(array.size() - done, CHUNK / Double.BYTES);
            array.copyTo(buffer.asDoubleBuffer(), done, count);
            out.write(buffer.array(), 0, count * Double.BYTES);
            done += count;
        }
    }

    /** The bytes that {@link #write} writes. */
    static long length(NpyArray array) {
        return HEADER_OFFSET + header(array).length + (long) array.size() * Double.BYTES;
    }

    private static byte[] header(NpyArray array) {
        return NpyHeader.of(array).toBytes(ALIGNMENT, HEADER_OFFSET);
    }
}
