// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Loops over rows on the tape (loops.hpp): sum, mean, log_sum_exp and product are one entry of the record, with its partial derivatives by all
// that the body takes from outside. Some rows at a time are recorded, swept from their results and taken away again, while they are in the
// cache; the record does not grow with the number of rows. Of max and min the row that is chosen is recorded alone, or those that are equal.
// The body of log_sum_exp, product, max and min runs for the values first, without a record.
//
// What the derivatives of a row need beside its statements stays recorded: functions of many values, hooks, a norm that is 0. Of few
// rows every operation is recorded, and so is a loop inside of another one's body. What a body leaves outside, in a variable that it
// captures, is stale afterwards, and whoever uses it is told so.
#pragma once
#pragma GCC system_header

#include <typegrad/op/loop.hpp>
#include <typegrad/tape/norms.hpp>
#include <typegrad/tape/variable.hpp>
#include <typegrad/trace/request.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace typegrad::inline v0_2::tape::detail {

// The partial derivatives of Results sums, of values times weights, by what is outside.
template <class T, std::size_t Results>
class rows_in_parts {
public:
    rows_in_parts() : first_(current<T>.begin_part()), outside_(outer_) { outer_ = true; }
    rows_in_parts(rows_in_parts const&) = delete;
    ~rows_in_parts() {
        outer_ = outside_;
        if (!is_over_) current<T>.end_part(first_);
    }
    // Whether the code that runs is in a row.
    static bool is_open() { return outer_; }

    // A row's values. There is another row when this is called again.
    void take(std::array<variable<T>, Results> const& y, std::array<T, Results> const& weight) {
        for (std::size_t k = 0; k < Results; ++k) {
            index const at = y[k].find();
            if (at != 0) results_.push_back({k, at, weight[k]});
            if (!has_other_rows_[k]) has_other_rows_[k] = !(y[k].value() == T(0) && weight[k] > T(0) && (at == 0 || zero_form<T>(current<T>, at).is_nonnegative()));
        }
        if (static_cast<index>(current<T>.size() - first_) >= entries_in_a_part) fold();
    }
    // One statement for each sum.
    std::array<variable<T>, Results> recorded(std::array<T, Results> const& value, char const* operation) {
        fold();
        auto& tape = current<T>;
        tape.end_part(first_);
        is_over_ = true;
        std::array<variable<T>, Results> sums;
        for (std::size_t k = 0; k < Results; ++k) {
            std::vector<index> operands;
            std::vector<T> partials;
            auto const append = [&](index at, T const& partial) {
                tape.use_from_part(at);
                operands.push_back(at);
                partials.push_back(partial);
            };
            for (std::size_t slot = 0; slot < outside_entries_.size(); ++slot)
                if (auto const& partial = partials_[slot * Results + k]; !partial.untouched()) append(outside_entries_[slot], partial.get());
            for (auto const& row : kept_)
                if (row.result == k) append(row.at, row.weight);
            // A sum of squares that are 0 looks like a square, for roots (tape/norms.hpp).
            bool const is_form = value[k] == T(0) && !has_other_rows_[k];
            id made = 0;
            if (is_form && !operands.empty()) made = tape.record(operands[0], T(0), operands[0], T(0), value[k], operation);
            else if (!operands.empty()) made = tape.record_terms(operands, partials, value[k], operation);
            sums[k] = made != 0 ? variable<T>::recorded(value[k], made) : variable<T>(value[k]);
        }
        return sums;
    }

private:
    static constexpr index entries_in_a_part = 1024;
    struct result_of_row {
        std::size_t result;
        index at;
        T weight;
    };
    // Of an entry outside: in which loop and which part it was last met, and its place among outside_entries_ there. They are kept from loop to
    // loop, so that nothing is cleared.
    struct mark {
        std::uint64_t part = 0;
        std::uint64_t loop = 0;
        std::size_t slot = 0;
    };
    struct all_marks {
        std::vector<mark> of;
        std::uint64_t parts = 0, loops = 0;

        void make_room(index last) {
            if (of.size() < place(-last) + 1) of.resize(2 * place(-last));
        }
        static all_marks& of_thread() {
            thread_local all_marks marks;
            return marks;
        }
    };
    struct kept_adjoint {
        index at;
        adjoint<T> before;
    };

    void fold() {
        auto& tape = current<T>;
        if (results_.empty() || tape.is_plain_part(first_)) {
            if (!results_.empty()) sweep_part();
            tape.end_part(first_);
        } else {
            kept_.insert(kept_.end(), results_.begin(), results_.end());
            results_.clear();
            first_ = tape.size();
        }
    }
    void sweep_part() {
        auto& tape = current<T>;
        index const last = tape.size() - 1;
        marks_.make_room(std::max(first_, tape.leaf_slots()));
        std::uint64_t const part = ++marks_.parts;
        auto const use = [&, marks = marks_.of.data()](index at) {
            mark& m = marks[place(at)];
            if (m.part == part) return;
            m.part = part;
            used_.push_back({at, tape.adjoint(at)});
            tape.adjoint(at).clear();
        };
        // Whatever has been thrown, afterwards no adjoint is touched that was not.
        struct restoring {
            rows_in_parts& of;
            index last;
            bool is_swept = false;
            ~restoring() {
                auto& tape = current<T>;
                for (index i = of.first_; !is_swept && i <= last; ++i) tape.adjoint(i).clear();
                for (auto const& entry : of.used_) tape.adjoint(entry.at) = entry.before;
                of.used_.clear();
                of.results_.clear();
            }
        } afterwards{*this, last};
        tape.each_operand_outside(first_, use);
        for (auto const& row : results_)
            if (row.at < first_) use(row.at);
        for (std::size_t k = 0; k < Results; ++k) {
            for (auto const& row : results_)
                if (row.result == k) tape.adjoint(row.at).add(row.weight);
            tape.sweep_part(last, first_);
            for (auto const& entry : used_) {
                auto& owed = tape.adjoint(entry.at);
                if (owed.untouched()) continue;
                partials_[slot_of(entry.at) * Results + k].add(owed.get());
                owed.clear();
            }
        }
        afterwards.is_swept = true;
    }
    static std::size_t place(index at) { return static_cast<std::size_t>(at > 0 ? 2 * std::int64_t{at} : 1 - 2 * std::int64_t{at}); }
    std::size_t slot_of(index at) {
        mark& m = marks_.of[place(at)];
        if (m.loop != loop_) {
            m.loop = loop_;
            m.slot = outside_entries_.size();
            outside_entries_.push_back(at);
            partials_.resize(partials_.size() + Results);
        }
        return m.slot;
    }

    index first_;
    bool outside_, is_over_ = false;
    std::array<bool, Results> has_other_rows_{};  // than forms that are 0
    all_marks& marks_ = all_marks::of_thread();
    std::uint64_t loop_ = ++marks_.loops;
    std::vector<result_of_row> results_, kept_;
    std::vector<kept_adjoint> used_;
    std::vector<index> outside_entries_;
    std::vector<adjoint<T>> partials_;
    inline static thread_local bool outer_ = false;
};

// The largest or smallest values, and the rows that have them.
template <class Op, class T, std::size_t Count>
struct extreme_rows {
    std::array<T, Count> best;
    std::array<std::vector<std::size_t>, Count> rows;

    extreme_rows() { best.fill(Op::template identity<T>()); }
    void take(std::size_t i, std::array<variable<T>, Count> const& y) {
        for (std::size_t k = 0; k < Count; ++k) {
            T const next = y[k].value();
            bool const stays = std::derived_from<Op, op::max_over_> ? next <= best[k] : best[k] <= next;
            if (!stays && best[k] == best[k]) best[k] = next, rows[k].assign(1, i);
            else if (next == best[k] && !rows[k].empty()) rows[k].push_back(i);
        }
    }
    // Equals share evenly; kinks::left means the last of them, and kinks::right the first, as in pass/loop.hpp.
    std::vector<std::size_t> those_that_count(std::size_t k) const {
        if (rows[k].size() < 2) return rows[k];
        if (has(current_kinks, kink_policy::left)) return {rows[k].back()};
        if (has(current_kinks, kink_policy::right)) return {rows[k].front()};
        return rows[k];
    }
};
template <class T>
struct equal_rows_share {
    static constexpr bool equals_share = true;

    // With every row recorded.
    template <class Op, std::size_t Count, class At>
    static auto extreme(std::size_t rows, At const& at) {
        std::vector<std::array<variable<T>, Count>> y;
        extreme_rows<Op, T, Count> chosen;
        for (std::size_t i = 0; i < rows; ++i) chosen.take(i, y.emplace_back(at(i)));
        std::array<variable<T>, Count> results;
        for (std::size_t k = 0; k < Count; ++k) {
            auto const equal = chosen.those_that_count(k);
            results[k] = equal.empty() ? variable<T>(chosen.best[k]) : y[equal[0]][k];
            bool const can_subtract = results[k].value() - results[k].value() == T(0);
            for (std::size_t n = 1; n < equal.size() && can_subtract; ++n) results[k] = results[k] - (results[k] - y[equal[n]][k]) / static_cast<double>(n + 1);
        }
        return results;
    }
};

}

namespace typegrad::inline v0_2::detail {

template <class T>
struct sums_over_rows<tape::variable<T>> : tape::detail::equal_rows_share<T> {
    static constexpr bool are_apart = false;
};
template <std::floating_point T>
struct sums_over_rows<tape::variable<T>> : tape::detail::equal_rows_share<T> {
    static constexpr bool are_apart = true;
    static constexpr std::size_t fewest = 64;  // rows
    using without_record = tape::no_grad;

    static bool is_worth_it(std::size_t rows) { return rows >= fewest && !tape::detail::rows_in_parts<T, 1>::is_open(); }

    // `reduce(result, add)` adds all rows to a result, add(i, so_far) that row to so_far, whose values are at(i).
    template <class Op, class Reductions, class Reduce, class At>
    static auto reduced(std::size_t rows, Reduce const& reduce, At const& at) {
        if constexpr (std::derived_from<Op, op::sum_over_>) return linear<Reductions>(reduce, at, "a sum over rows", [](std::size_t) { return ones<Reductions::count>(); });
        else return product<Reductions>(rows, reduce, at);
    }
    template <class Op, std::size_t Count, class At>
    static auto extreme(std::size_t rows, At const& at) {
        if (!is_worth_it(rows)) return tape::detail::equal_rows_share<T>::template extreme<Op, Count>(rows, at);
        tape::detail::extreme_rows<Op, T, Count> chosen;
        {
            without_record const values_alone;
            for (std::size_t i = 0; i < rows; ++i) chosen.take(i, at(i));
        }
        std::array<tape::variable<T>, Count> results;
        for (std::size_t k = 0; k < Count; ++k) {
            auto const equal = chosen.those_that_count(k);
            if (equal.size() < 2) {
                results[k] = equal.empty() ? tape::variable<T>(chosen.best[k]) : std::array<tape::variable<T>, Count>(at(equal[0]))[k];
                continue;
            }
            tape::detail::rows_in_parts<T, 1> parts;
            for (std::size_t const i : equal) parts.take({std::array<tape::variable<T>, Count>(at(i))[k]}, {1 / static_cast<T>(equal.size())});
            results[k] = parts.recorded({chosen.best[k]}, "an extreme over rows")[0];
        }
        return results;
    }

private:
    template <std::size_t Count>
    static std::array<T, Count> ones() {
        std::array<T, Count> all;
        all.fill(T(1));
        return all;
    }
    // What depends on the values of row i with the derivatives weight(i).
    template <class Reductions, class Reduce, class At, class Weight>
    static auto linear(Reduce const& reduce, At const& at, char const* operation, Weight const& weight) {
        constexpr std::size_t count = Reductions::count;
        std::array<T, count> value{};
        tape::detail::rows_in_parts<T, count> parts;
        reduce(value.data(), [&](std::size_t i, T* so_far) {
            std::array<tape::variable<T>, count> const y = at(i);
            std::array<T, count> leaf{};
            for (std::size_t k = 0; k < count; ++k) leaf[k] = y[k].value();
            parts.take(y, weight(i));
            Reductions::combine(so_far, leaf.data());
        });
        return parts.recorded(value, operation);
    }
    // The derivative by a factor is the product of the others, those before it times those behind it: no factor that is 0 is divided by.
    template <class Reductions, class Reduce, class At>
    static auto product(std::size_t rows, Reduce const& reduce, At const& at) {
        constexpr std::size_t count = Reductions::count;
        std::vector<std::array<T, count>> others(rows);
        std::array<T, count> before = ones<count>(), behind = before;
        {
            without_record const values_alone;
            std::vector<std::array<T, count>> factor(rows);
            for (std::size_t i = 0; i < rows; ++i) {
                std::array<tape::variable<T>, count> const y = at(i);
                for (std::size_t k = 0; k < count; ++k) others[i][k] = before[k], before[k] *= factor[i][k] = y[k].value();
            }
            for (std::size_t i = rows; i-- > 0;)
                for (std::size_t k = 0; k < count; ++k) others[i][k] *= behind[k], behind[k] *= factor[i][k];
        }
        return linear<Reductions>(reduce, at, "a product over rows", [&](std::size_t i) { return others[i]; });
    }
};

}
