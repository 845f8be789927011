package io.github.unroll.io;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the header of an .npy array says. It is a Python dict of three keys, in any order:
 *
 * <pre>{@code
 * {'descr': '<f8', 'fortran_order': False, 'shape': (3, 10, 4), }
 *
 * descr          byte order (< little-endian, > big-endian, | for one byte), element type (ElementType)
 * fortran_order  False: the last index runs fastest, C order; True: the first does
 * shape          the sizes: () for a scalar, (3,) for a vector
 * }</pre>
 *
 * @param descr for example {@code <f8}; a byte order and the code of an {@link ElementType}
 * @param fortranOrder whether the first index runs fastest
 * @param shape 0 to 3 sizes from 0 up
 */
record NpyHeader(String descr, boolean fortranOrder, int[] shape) {

    /** The header of an array as it is written here. */
    static NpyHeader of(NpyArray array) {
        return new NpyHeader("<f8", false, array.shape());
    }

    static NpyHeader parse(String text, Place place) throws IOException {
        return new NpyHeaderParser(text, place).parse();
    }

    ElementType type() {
        return ElementType.of(descr.substring(1));
    }

    ByteOrder byteOrder() {
        return descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** {@code (3, 10) of <f8}, for messages. */
    String description() {
        return NpyArray.text(shape) + " of " + descr;
    }

    /** The dict as NumPy writes it, padded with spaces and a newline until the data after it are aligned. */
    byte[] toBytes(int alignment, int offset) {
        String dict = "{'descr': '" + descr + "', 'fortran_order': " + (fortranOrder ? "True" : "False") + ", 'shape': "
                + NpyArray.text(shape) + ", }";
        int spaces = Math.floorMod(-(offset + dict.length() + 1), alignment);
        return (dict + " ".repeat(spaces) + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
