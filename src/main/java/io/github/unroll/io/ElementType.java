package io.github.unroll.io;

import java.nio.ByteBuffer;
import java.util.function.ToDoubleFunction;

/** The element types that are read, by NumPy's code for them; the digit is the size in bytes. */
enum ElementType {
    FLOAT64("f8", ByteBuffer::getDouble),
    FLOAT32("f4", ByteBuffer::getFloat),
    FLOAT16("f2", bytes -> float16(bytes.getShort())),
    INT8("i1", ByteBuffer::get),
    INT16("i2", ByteBuffer::getShort),
    INT32("i4", ByteBuffer::getInt),
    INT64("i8", bytes -> exactInt64(bytes.getLong())),
    UINT8("u1", bytes -> Byte.toUnsignedInt(bytes.get())),
    UINT16("u2", bytes -> Short.toUnsignedInt(bytes.getShort())),
    UINT32("u4", bytes -> Integer.toUnsignedLong(bytes.getInt())),
    UINT64("u8", bytes -> exactUint64(bytes.getLong())),
    BOOL("b1", bytes -> bytes.get() == 0 ? 0 : 1);

    private final String code;
    private final ToDoubleFunction<ByteBuffer> next;

    ElementType(String code, ToDoubleFunction<ByteBuffer> next) {
        this.code = code;
        this.next = next;
    }

    /** The type with this code, or null. */
    static ElementType of(String code) {
        for (ElementType type : values()) {
            if (type.code.equals(code)) {
                return type;
            }
        }
        return null;
    }

    /** The size of an element in bytes. */
    int bytes() {
        return code.charAt(1) - '0';
    }

    /**
     * Reads count elements from the buffer, in its byte order, into to[from], to[from + 1], ...
     *
     * @throws ArithmeticException with the value as its message, if one is not exactly a double
     */
    void read(ByteBuffer bytes, double[] to, int from, int count) {
        if (this == FLOAT64) {
            bytes.asDoubleBuffer().get(to, from, count); // at once, because it is the type of nearly every file
            return;
        }
        for (int i = from; i < from + count; i++) {
            to[i] = next.applyAsDouble(bytes);
        }
    }

    /** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
    private static double float16(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double magnitude;
        if (exponent == 0) {
            magnitude = fraction * 0x1p-24; // subnormal
        } else if (exponent == 0x1F) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            magnitude = Math.scalb(0x400 + fraction, exponent - 25);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    private static double exactInt64(long value) {
        double result = value;
        if (result == 0x1p63 || (long) result != value) { // 2^63 is above every long, and the cast would saturate
            throw new ArithmeticException(Long.toString(value));
        }
        return result;
    }

    private static double exactUint64(long bits) {
        if (bits >= 0) {
            return exactInt64(bits);
        }
        double half = bits >>> 1; // 2^62 to 2^63 - 1
        if ((bits & 1) != 0 || half == 0x1p63 || (long) half != bits >>> 1) {
            throw new ArithmeticException(Long.toUnsignedString(bits));
        }
        return 2 * half;
    }
}
