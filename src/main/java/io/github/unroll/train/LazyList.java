package io.github.unroll.train;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/** A list whose elements are made anew each time they are asked for. */
final class LazyList<E> extends AbstractList<E> implements RandomAccess {

    private final int size;
    private final IntFunction<E> element;

    LazyList(int size, IntFunction<E> element) {
        this.size = size;
        this.element = element;
    }

    @Override
    public E get(int index) {
        return element.apply(Objects.checkIndex(index, size));
    }

    @Override
    public int size() {
        return size;
    }
}
