// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The builder: appends nodes and numbers values, so that an expression that is there already is found, not repeated.
// It lives inside one constant expression; `finish` makes the graph that outlives it.
//
// Every function here is written in few statements: clang counts them, and allows 1,048,576 for a constant expression.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/node.hpp>

#include <bit>
#include <cstdint>

namespace typegrad::graph {

namespace detail {
    // An array that grows, for the time of one constant expression.
    template <class T>
    struct growing {
        T* data;
        int size = 0;
        int capacity;

        constexpr explicit growing(int room) : data(new T[static_cast<std::size_t>(room)]{}), capacity(room) {}
        constexpr growing(growing const&) = delete;
        constexpr growing& operator=(growing const&) = delete;
        constexpr ~growing() { delete[] data; }

        constexpr int push(T const& value) {
            if (size == capacity) grow();
            data[size] = value;
            return size++;
        }
        constexpr void grow() {
            T* larger = new T[static_cast<std::size_t>(capacity) * 2]{};
            for (int i = 0; i < size; ++i) larger[i] = data[i];
            delete[] data;
            data = larger;
            capacity *= 2;
        }
        constexpr T& operator[](int i) { return data[i]; }
        constexpr T const& operator[](int i) const { return data[i]; }
    };

    template <class Literal>
    constexpr unsigned hash(Literal x) {
        auto const bits = __builtin_bit_cast(std::uint64_t, static_cast<double>(x));
        return static_cast<unsigned>((bits * 0x9e3779b97f4a7c15u) >> 32);
    }
    constexpr unsigned hash(node const& n) {
        using word = std::uint64_t;
        return static_cast<unsigned>((static_cast<word>(n.operand[0]) * 0x9e3779b97f4a7c15u + static_cast<word>(n.operand[1]) * 0xc2b2ae3d27d4eb4fu +
                                      static_cast<word>(n.operand[2]) * 0x165667b19e3779f9u + static_cast<word>(n.operation) * 0xd6e8feb86659fd93u) >> 32);
    }
    constexpr bool same(node const& a, node const& b) {
        return a.operation == b.operation && a.operand[0] == b.operand[0] && a.operand[1] == b.operand[1] && a.operand[2] == b.operand[2];
    }
    // The same number to the last bit: +0 is not -0, and any NaN is NaN.
    template <class Literal>
    constexpr bool same(Literal a, Literal b) {
        return a == b ? math::signbit(a) == math::signbit(b) : a != a && b != b;
    }

    // Open addressing; an entry is a number plus one, 0 is free.
    struct index_table {
        int* entries;
        unsigned mask;

        constexpr explicit index_table(unsigned size) : entries(new int[size]{}), mask(size - 1) {}
        constexpr index_table(index_table const&) = delete;
        constexpr index_table& operator=(index_table const&) = delete;
        constexpr ~index_table() { delete[] entries; }

        template <class T>
        constexpr int find_or_insert(growing<T>& values, T const& value) {
            unsigned at = hash(value) & mask;
            for (; entries[at] != 0; at = (at + 1) & mask)
                if (same(values.data[entries[at] - 1], value)) return entries[at] - 1;
            if (values.size == values.capacity) values.grow();
            values.data[values.size] = value;
            entries[at] = ++values.size;
            if (static_cast<unsigned>(values.size) * 3 > mask) rehash(values);
            return values.size - 1;
        }
        template <class T>
        constexpr int find(growing<T> const& values, T const& value) const {
            unsigned at = hash(value) & mask;
            for (; entries[at] != 0; at = (at + 1) & mask)
                if (same(values.data[entries[at] - 1], value)) return entries[at] - 1;
            return -1;
        }
        template <class T>
        constexpr void rehash(growing<T> const& values) {
            delete[] entries;
            entries = new int[4 * (static_cast<std::size_t>(mask) + 1)]{};
            mask = 4 * mask + 3;
            for (int i = 0; i < values.size; ++i) {
                unsigned at = hash(values[i]) & mask;
                while (entries[at] != 0) at = (at + 1) & mask;
                entries[at] = i + 1;
            }
        }
    };
}

template <class Literal>
class builder {
public:
    using literal_type = Literal;

    constexpr explicit builder(int expected_nodes = 256)
        : nodes_(expected_nodes), literals_(16),
          node_table_(std::bit_ceil(static_cast<unsigned>(expected_nodes) * 4)), literal_table_(64) {}

    // Continues from a finished graph: its nodes keep their numbers.
    template <class Graph>
    constexpr builder(Graph const& from, int expected_nodes) : builder(expected_nodes) {
        for (int i = 0; i < from.literal_count; ++i) literal(from.literals[i]);
        for (int i = 0; i < from.input_count; ++i) input();
        for (int i = from.input_count; i < from.node_count; ++i) node_table_.find_or_insert(nodes_, from.nodes[i]);
    }

    constexpr int input() {
        ++input_count_;
        return nodes_.push({code<input_>, {nodes_.size, 0, 0}});
    }
    // A stand-in for a value that is substituted before the graph is finished.
    constexpr int placeholder() { return nodes_.push({code<input_>, {nodes_.size, 0, 0}}); }
    // The operand that stands for a literal.
    constexpr int literal(Literal value) { return ~literal_table_.find_or_insert(literals_, value); }
    constexpr int append(node const& n) { return node_table_.find_or_insert(nodes_, n); }
    // The number of a node that is there already, or -1.
    constexpr int find(node const& n) const { return node_table_.find(nodes_, n); }

    constexpr int base(int i) const { return nodes_.data[i].exponent == 0 ? i : nodes_.data[i].base; }
    constexpr int exponent(int i) const { return nodes_.data[i].exponent == 0 ? 1 : nodes_.data[i].exponent; }
    constexpr Literal coefficient(int i) const { return nodes_.data[i].coefficient == 0 ? Literal(1) : literal_at(nodes_.data[i].coefficient); }

    // While derivatives are appended, products and sums need not be rounded as anybody wrote them: see trace/product.hpp.
    constexpr bool appends_derivatives() const { return appends_derivatives_; }
    constexpr void append_derivatives(bool on) { appends_derivatives_ = on; }

    constexpr node const& operator[](int i) const { return nodes_.data[i]; }
    constexpr Literal literal_at(int operand) const { return literals_[~operand]; }
    constexpr int node_count() const { return nodes_.size; }
    constexpr int literal_count() const { return literals_.size; }
    constexpr int input_count() const { return input_count_; }

private:
    detail::growing<node> nodes_;
    detail::growing<Literal> literals_;
    detail::index_table node_table_;
    detail::index_table literal_table_;
    int input_count_ = 0;
    bool appends_derivatives_ = false;
};

}
