package io.github.unroll.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files for the tests: what NumPy wrote (src/test/resources/npz), and what is put together here byte by byte. */
final class NumpyFiles {

    private NumpyFiles() {}

    static Path resource(String name) {
        try {
            return Path.of(NumpyFiles.class.getResource("/npz/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Version 1.0 with any header and any data. */
    static byte[] npy(String header, byte... data) {
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) text.length)
                .put(text)
                .put(data)
                .array();
    }

    static String header(String descr, String shape) {
        return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
    }

    /** A deflated archive. */
    static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** A little-endian view on the directory header of the archive's n-th entry, from 0. */
    static ByteBuffer directoryHeader(byte[] zip, int n) {
        ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int at = bytes.getInt(zip.length - 22 + 16);
        for (int i = 0; i < n; i++) {
            at += 46 + bytes.getShort(at + 28) + bytes.getShort(at + 30) + bytes.getShort(at + 32);
        }
        return bytes.slice(at, zip.length - at).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The value of element [i, j, t] of most arrays that NumPy wrote. */
    static double element(int i, int j, int t) {
        return 100 * i + 10 * j + t;
    }

    /** All of them, in C order. */
    static NpyArray counted(int... shape) {
        int n = shape.length > 0 ? shape[0] : 1;
        int m = shape.length > 1 ? shape[1] : 1;
        int T = shape.length > 2 ? shape[2] : 1;
        double[] values = new double[n * m * T];
        for (int k = 0; k < values.length; k++) {
            values[k] = element(k / T / m, k / T % m, k % T);
        }
        return NpyArray.of(values, shape);
    }
}
