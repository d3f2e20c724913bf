// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Which nodes of a function its derivatives may take in the place of others that are equal but for roundings. A product of the same
// factors in another order can overflow where the wanted one does not. What goes into all results on a way of operations that give no
// finite number for an operand that is none has not overflowed where these results are finite, nor in any row what goes into a sum, mean or product over rows.
// Nothing else lends: nothing in a branch, and no dead code.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/node.hpp>
#include <typegrad/op/loop.hpp>

#include <cstdint>

namespace typegrad::inline v0_2::graph {

class lenders {
public:
    // Whether node i is finite where all the results are.
    constexpr bool lends(int i) const { return i < size_ && all_ != nobody && carried_[i] == all_; }
    // The same of a power: it is if a higher one of the base is.
    constexpr bool lends_power(int base, int exponent) const { return base < size_ && power_[base] >= exponent; }
    // What is known of the nodes where the results are numbers: that they are not 0, since the results divide by them, or take their logarithms,
    // whatever the conditions are; that they are not negative, or not infinite. A power tells little, since its exponent may be 0.
    static constexpr unsigned char not_zero = 1, not_negative = 2, not_infinite = 4;
    constexpr void find_facts(node const* nodes, auto const& literal_at, unsigned char* known) const {
        auto const note = [&](int operand, int fact) {
            if (operand >= 0) known[operand] |= static_cast<unsigned char>(fact);
        };
        // A loop may have no row, and divide by nothing.
        for (int i = loops_ > 0 || all_ == nobody ? -1 : size_ - 1; i >= 0; --i) {
            if (known[i] == 0 && carried_[i] != all_) continue;
            node const& n = nodes[i];
            bool const is_quotient = n.operation == code<div_>, is_power = n.operation == code<pow_> && n.operand[1] < 0;
            if (known[i] & not_zero) {
                if (n.operation == code<mul_>) note(n.operand[0], not_zero), note(n.operand[1], not_zero);
                if (n.what->keeps_zero || is_quotient || (is_power && literal_at(n.operand[1]) > 0)) note(n.operand[0], not_zero);
                if (is_quotient) note(n.operand[1], not_infinite);
            }
            if (carried_[i] != all_) continue;
            known[i] |= not_infinite;
            if (is_quotient) note(n.operand[1], not_zero);
            if (is_power && literal_at(n.operand[1]) < 0) note(n.operand[0], not_zero);
            if (n.operation == code<log_> || n.operation == code<log2_> || n.operation == code<log10_>) note(n.operand[0], not_zero | not_negative);
            if (n.operation == code<sqrt_>) note(n.operand[0], not_negative);
        }
    }
    // The same where it has been found before; nullptr: it has not.
    constexpr unsigned char const* facts() const { return facts_; }
    constexpr int size() const { return size_; }
    // Whether the results need node i, whatever the conditions are.
    constexpr bool is_needed(int i) const { return i < size_ && needed_[i]; }

    // How they are kept: by a constant expression for others.
    template <int Nodes>
    struct kept {
        std::uint64_t carried[Nodes + 1]{};
        bool needed[Nodes + 1]{};
        int power[Nodes + 1]{};
        unsigned char facts[Nodes + 1]{};
        std::uint64_t all = 0;
        int size = 0;
    };
    template <int Nodes>
    constexpr explicit lenders(kept<Nodes> const& from)
        : size_(from.size), all_(from.all), carried_(from.carried), needed_(from.needed), power_(from.power), facts_(from.facts) {}
    template <int Nodes>
    constexpr void copy_to(kept<Nodes>& to) const {
        for (int i = 0; i < size_; ++i) to.carried[i] = carried_[i], to.needed[i] = needed_[i], to.power[i] = power_[i];
        to.all = all_;
        to.size = size_;
    }

protected:
    static constexpr std::uint64_t nobody = 0;

    constexpr lenders(int size, std::uint64_t const* carried, bool const* needed, int const* power)
        : size_(size), carried_(carried), needed_(needed), power_(power) {}

    int loops_ = 0;
    int size_;
    std::uint64_t all_ = nobody;

private:
    std::uint64_t const* carried_;  // to which results
    bool const* needed_;
    int const* power_;  // of a base: the highest exponent that lends
    unsigned char const* facts_ = nullptr;
};

// Finds them.
class found_lenders : public lenders {
public:
    // For these results, of the nodes before `last`: of those up to the last result, since what is behind goes into none.
    constexpr found_lenders(node const* nodes, int last, int const* outputs, int count)
        : found_lenders(nodes, end_of(last, outputs, count), outputs, count, 0) {}
    constexpr found_lenders(found_lenders const&) = delete;
    constexpr found_lenders& operator=(found_lenders const&) = delete;
    constexpr ~found_lenders() {
        delete[] carried_;
        delete[] needed_;
        delete[] power_;
    }

private:
    static constexpr int most_results = 64;

    static constexpr int end_of(int last, int const* outputs, int count) {
        int end = 0;
        for (int k = 0; k < count; ++k) end = outputs[k] >= end && outputs[k] < last ? outputs[k] + 1 : end;
        return end;
    }
    constexpr found_lenders(node const* nodes, int size, int const* outputs, int count, int)
        : found_lenders(size, new std::uint64_t[room(size)]{}, new bool[room(size)]{}, new int[room(size)]{}) {
        find(nodes, outputs, count);
    }
    constexpr void find(node const* nodes, int const* outputs, int count) {
        int const results = mark(outputs, count);
        all_ = results == 0 || results > most_results ? nobody : ~std::uint64_t(0) >> (most_results - results);
        std::uint64_t* in_loop = nullptr;
        for (int i = size() - 1; i >= 0; --i) {
            if (!needed_[i]) continue;
            node const& n = nodes[i];
            int const arity = n.operation == code<select_> || n.operation == code<gate_> ? 1 : n.what->arity;
            if (all_ == nobody) {
                for (int k = 0; k < arity; ++k)
                    if (n.operand[k] >= 0) needed_[n.operand[k]] = true;
                continue;
            }
            if (n.operation == code<sum_over_> || n.operation == code<sum_of_some_> || n.operation == code<product_over_>) {
                in_loop = in_loop ? in_loop : in_loops(nodes, i);
                int const value = n.operand[0];
                if (value >= 0) needed_[value] = true, carried_[value] |= in_loop[value] == (in_loop[i] | bit(n.operand[1])) ? carried_[i] : 0;
                needed_[n.operand[1]] = true;
                continue;
            }
            int const carries = n.what->carries;
            if (n.exponent > 1 && n.coefficient == 0 && lends(i) && power_[n.base] < n.exponent) power_[n.base] = n.exponent;
            for (int k = 0; k < arity; ++k)
                if (int const o = n.operand[k]; o >= 0) needed_[o] = true, carried_[o] |= k < carries && (in_loop == nullptr || in_loop[o] == in_loop[i]) ? carried_[i] : 0;
        }
        delete[] in_loop;
    }
    constexpr found_lenders(int size, std::uint64_t* carried, bool* needed, int* power)
        : lenders(size, carried, needed, power), carried_(carried), needed_(needed), power_(power) {}

    static constexpr std::size_t room(int size) { return static_cast<std::size_t>(size) + 1; }
    // Each result that is a node has a bit; those that are literals are finite. Results are counted once.
    constexpr int mark(int const* outputs, int count) {
        int results = 0;
        for (int k = 0; k < count; ++k) {
            if (outputs[k] < 0 || outputs[k] >= size() || needed_[outputs[k]]) continue;
            needed_[outputs[k]] = true;
            if (results < most_results) carried_[outputs[k]] = std::uint64_t(1) << results;
            ++results;
        }
        return results;
    }
    // In which loops over rows the nodes up to that one are computed, a bit for each loop as they come. What is computed outside of a loop is there
    // where the loop has no row as well, whose sum then is 0 and tells nothing. (A program of more than 64 loops is refused.)
    constexpr std::uint64_t bit(int loop) const {
        for (int k = 0; k < loops_; ++k)
            if (begin_[k] == loop) return std::uint64_t(1) << k;
        return 0;
    }
    constexpr std::uint64_t* in_loops(node const* nodes, int last) {
        auto* const in_loop = new std::uint64_t[room(size())]{};
        for (int i = 0; i <= last; ++i) {
            node const& n = nodes[i];
            if (n.operation == code<loop_> && loops_ < most_loops) begin_[loops_++] = i;
            for (int k = 0; k < n.what->arity; ++k)
                if (n.operand[k] >= 0) in_loop[i] |= in_loop[n.operand[k]];
            if (n.operation == code<row_>) in_loop[i] |= bit(n.operand[0]);
            if (n.what->reduces) in_loop[i] &= ~bit(n.operand[1]);
        }
        return in_loop;
    }

    static constexpr int most_loops = 64;
    int begin_[most_loops]{};  // the nodes of loops
    std::uint64_t* carried_;
    bool* needed_;
    int* power_;
};

// While one of these is there, derivatives are appended for these results: the lenders are found, or have been.
template <class Builder, class Lenders = found_lenders>
class lending {
public:
    constexpr lending(Builder& graph, int const* outputs, int count)
        : graph_(graph), lenders_(graph.nodes(), graph.node_count(), outputs, count), outer_(graph.lend(&lenders_)) {}
    template <int Nodes>
    constexpr lending(Builder& graph, lenders::kept<Nodes> const& kept) : graph_(graph), lenders_(kept), outer_(graph.lend(&lenders_)) {}
    constexpr lending(lending const&) = delete;
    constexpr lending& operator=(lending const&) = delete;
    constexpr ~lending() { graph_.lend(outer_); }

private:
    Builder& graph_;
    Lenders lenders_;
    lenders const* outer_;
};
template <class Builder>
lending(Builder&, int const*, int) -> lending<Builder>;
template <class Builder, int Nodes>
lending(Builder&, lenders::kept<Nodes> const&) -> lending<Builder, lenders>;

}
