// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// tape::sparse_jacobian, tape::sparse_hessian: of functions whose structure is known at run time only. The record of a call tells which
// result depends on which argument; rows that share no column are swept together, or columns that share no row are pushed together,
// whichever takes fewer sweeps (Curtis, Powell and Reid, 1974).
#pragma once
#pragma GCC system_header

#include <typegrad/tape/gradient.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2::tape {

// A matrix in compressed sparse rows: the entries of row i are row_starts[i] … row_starts[i + 1] - 1, column_indices tells the column of
// each, in ascending order within a row.
template <class T>
struct sparse_matrix {
    int rows = 0, columns = 0;
    int sweeps = 0;  // over the record, for all entries
    std::vector<int> row_starts{0}, column_indices;
    std::vector<T> values;

    // Row i, column j; 0 where there is no entry.
    T operator()(std::integral auto i, std::integral auto j) const {
        auto const begin = column_indices.begin() + row_starts[static_cast<std::size_t>(i)], end = column_indices.begin() + row_starts[static_cast<std::size_t>(i) + 1];
        auto const column = static_cast<int>(j);
        auto const found = std::lower_bound(begin, end, column);
        return found == end || *found != column ? T(0) : values[static_cast<std::size_t>(found - column_indices.begin())];
    }
    // All entries, as tape::jacobian(f) returns them.
    std::vector<std::vector<T>> dense() const {
        std::vector<std::vector<T>> all(static_cast<std::size_t>(rows), std::vector<T>(static_cast<std::size_t>(columns), T(0)));
        for (std::size_t i = 0; i < all.size(); ++i)
            for (auto k = static_cast<std::size_t>(row_starts[i]); k < static_cast<std::size_t>(row_starts[i + 1]); ++k) all[i][static_cast<std::size_t>(column_indices[k])] = values[k];
        return all;
    }
};

namespace detail {
    using lists = std::vector<std::vector<int>>;

    // Of a recorded call, the arguments that each result depends on.
    template <class T>
    class dependences {
    public:
        dependences(index first_argument, index count) : first_(first_argument), count_(count), seen_(static_cast<std::size_t>(current<T>.size()), -1) {
            auto const add = [this](step<T> const& s) {
                if (s.at >= first_) functions_.push_back(&s);
            };
            current<T>.each_function(add);
            current<T>.each_norm_at_zero(add);
            std::sort(functions_.begin(), functions_.end(), [](auto a, auto b) { return a->at < b->at; });
        }
        bool has_functions() const { return !functions_.empty(); }

        std::vector<int> of(variable<T> const& y) {
            ++row_;
            std::vector<int> columns;
            visit(y.find());
            bool all = false;
            while (!waiting_.empty()) {
                index const i = waiting_.back();
                waiting_.pop_back();
                if (i < first_ + count_) {
                    columns.push_back(static_cast<int>(i - first_));
                } else if (step<T> const* const s = function_of(i)) {
                    if (!s->operands()) all = true;  // it does not tell
                    else
                        for (index const operand : *s->operands()) visit(operand);
                } else {
                    current<T>.each_term(i, [this](index operand, T const&) { visit(operand); });
                }
            }
            if (all) columns.resize(static_cast<std::size_t>(count_)), std::iota(columns.begin(), columns.end(), 0);
            else std::sort(columns.begin(), columns.end());
            return columns;
        }

    private:
        void visit(index i) {
            if (i < first_) return;
            int& row = seen_[static_cast<std::size_t>(i)];
            if (std::exchange(row, row_) != row_) waiting_.push_back(i);
        }
        // The function that an entry belongs to.
        step<T> const* function_of(index i) const {
            auto const after = std::upper_bound(functions_.begin(), functions_.end(), i, [](index at, auto s) { return at < s->at; });
            return after == functions_.begin() || i > (*(after - 1))->at + (*(after - 1))->outputs ? nullptr : *(after - 1);
        }

        index first_, count_;
        std::vector<int> seen_;  // by which row
        std::vector<index> waiting_;
        std::vector<step<T> const*> functions_;
        int row_ = -1;
    };

    inline lists transposed(lists const& rows, std::size_t columns) {
        lists all(columns);
        for (std::size_t i = 0; i < rows.size(); ++i)
            for (int const j : rows[i]) all[static_cast<std::size_t>(j)].push_back(static_cast<int>(i));
        return all;
    }
    // Groups of rows of which no two share a column: the longest rows first, each into the first group that it fits.
    inline lists groups_of(lists const& rows, lists const& columns) {
        std::vector<int> order(rows.size()), group(rows.size(), -1), taken;
        std::iota(order.begin(), order.end(), 0);
        std::sort(order.begin(), order.end(), [&](int a, int b) {
            std::size_t const of_a = rows[static_cast<std::size_t>(a)].size(), of_b = rows[static_cast<std::size_t>(b)].size();
            return of_a != of_b ? of_a > of_b : a < b;
        });
        lists groups;
        for (int const i : order) {
            auto const at = static_cast<std::size_t>(i);
            if (rows[at].empty()) continue;
            for (int const j : rows[at])
                for (int const other : columns[static_cast<std::size_t>(j)])
                    if (int const g = group[static_cast<std::size_t>(other)]; g >= 0) taken[static_cast<std::size_t>(g)] = i;
            std::size_t g = 0;
            while (g < groups.size() && taken[g] == i) ++g;
            if (g == groups.size()) groups.emplace_back(), taken.push_back(-1);
            group[at] = static_cast<int>(g);
            groups[g].push_back(i);
        }
        return groups;
    }
    inline std::size_t longest(lists const& all) {
        std::size_t most = 0;
        for (auto const& list : all) most = std::max(most, list.size());
        return most;
    }
    // Rows of a symmetric matrix that are better swept alone: what the others have in their columns is known from them.
    inline std::vector<char> rows_apart(lists const& rows) {
        std::vector<std::size_t> sizes;
        for (auto const& row : rows) sizes.push_back(row.size());
        std::sort(sizes.rbegin(), sizes.rend());
        std::size_t best = 0;
        for (std::size_t k = 0; k < sizes.size(); ++k)
            if (k + sizes[k] < best + sizes[best]) best = k;
        std::vector<char> apart(rows.size());
        std::size_t const bound = sizes.empty() ? 0 : sizes[best];
        for (std::size_t i = 0; i < rows.size(); ++i) apart[i] = best > 0 && rows[i].size() > bound;
        return apart;
    }

    template <bool Symmetric>
    struct sparse {
        template <class F, class Request>
        struct transform {
            [[no_unique_address]] F function;

            template <class... A>
            auto operator()(A const&... arguments) const {
                using T = typename common_scalar<typename flexible_shape<A>::scalar...>::type;
                check_numbers<T>();
                flexible_call<Request, T, A...> call(arguments...);
                auto const y = call(function);
                return matrix<T>(call.recording, rows_of_result<T>(y));
            }

        private:
            template <class T>
            static sparse_matrix<T> matrix(call_recording<T>& recording, std::vector<variable<T>> const& y) {
                auto const count = static_cast<std::size_t>(recording.argument_count());
                dependences<T> depend(recording.first_argument(), recording.argument_count());
                lists rows;
                for (auto const& result : y) rows.push_back(depend.of(result));

                sparse_matrix<T> found;
                found.rows = static_cast<int>(rows.size());
                found.columns = static_cast<int>(count);
                for (auto const& row : rows) {
                    found.column_indices.insert(found.column_indices.end(), row.begin(), row.end());
                    found.row_starts.push_back(static_cast<int>(found.column_indices.size()));
                }
                found.values.resize(found.column_indices.size(), T(0));

                std::vector<char> apart(rows.size());
                lists others = rows;
                if constexpr (Symmetric) {
                    apart = rows_apart(rows);
                    for (std::size_t i = 0; i < rows.size(); ++i) {
                        if (apart[i]) sweep(recording, y, {static_cast<int>(i)}, rows, found), others[i].clear();
                        else std::erase_if(others[i], [&](int j) { return apart[static_cast<std::size_t>(j)] != 0; });
                    }
                }
                lists const columns = transposed(others, count);
                // A group has as many rows at least as the longest column has entries.
                std::size_t const by_rows = longest(columns), by_columns = longest(others);
                bool const may_push = !Symmetric && !depend.has_functions();
                lists groups, pushed;
                if (!may_push || by_rows <= by_columns) groups = groups_of(others, columns);
                if (may_push && by_columns < (groups.empty() ? by_rows : groups.size())) pushed = groups_of(columns, others);
                if (!pushed.empty() && groups.empty() && by_rows < pushed.size()) groups = groups_of(others, columns);
                if (!pushed.empty() && (groups.empty() || pushed.size() < groups.size())) {
                    for (auto const& group : pushed) push(recording, y, group, columns, found);
                } else {
                    for (auto const& group : groups) sweep(recording, y, group, others, found);
                }
                if constexpr (Symmetric)
                    for (std::size_t i = 0; i < rows.size(); ++i)
                        for (auto k = static_cast<std::size_t>(found.row_starts[i]); k < static_cast<std::size_t>(found.row_starts[i + 1]); ++k)
                            if (int const j = found.column_indices[k]; apart[i] == 0 && apart[static_cast<std::size_t>(j)] != 0) found.values[k] = found(j, static_cast<int>(i));
                return found;
            }
            template <class T>
            static void sweep(call_recording<T>& recording, std::vector<variable<T>> const& y, std::vector<int> const& group, lists const& rows, sparse_matrix<T>& into) {
                for (int const i : group) recording.seed(y[static_cast<std::size_t>(i)], T(1));
                recording.sweep();
                ++into.sweeps;
                std::vector<T> all;
                for (index j = 0; j < recording.argument_count(); ++j) all.push_back(recording.take_derivative(j));
                for (int const i : group)
                    for (int const j : rows[static_cast<std::size_t>(i)]) put(into, i, j, all[static_cast<std::size_t>(j)]);
            }
            template <class T>
            static void push(call_recording<T>& recording, std::vector<variable<T>> const& y, std::vector<int> const& group, lists const& columns, sparse_matrix<T>& into) {
                for (int const j : group) recording.set_tangent(j, T(1));
                recording.push();
                ++into.sweeps;
                for (int const j : group) {
                    for (int const i : columns[static_cast<std::size_t>(j)]) put(into, i, j, recording.tangent(y[static_cast<std::size_t>(i)]));
                }
                for (int const j : group) (void)recording.take_derivative(j);
            }
            template <class T>
            static void put(sparse_matrix<T>& into, int i, int j, T const& value) {
                auto const begin = into.column_indices.begin() + into.row_starts[static_cast<std::size_t>(i)], end = into.column_indices.begin() + into.row_starts[static_cast<std::size_t>(i) + 1];
                into.values[static_cast<std::size_t>(std::lower_bound(begin, end, j) - into.column_indices.begin())] = value;
            }
        };
    };
}

// tape::sparse_jacobian(f)(a, b, …): a tape::sparse_matrix, of a function of numbers, arrays and std::vectors to the like. Its pattern is
// that of this call: a branch that was not taken contributes nothing.
template <class F, class... Policies>
auto sparse_jacobian(F f, Policies...) {
    return typegrad::detail::run_as_asked<detail::sparse<false>::template transform, typegrad::detail::point_alone, F, typegrad::detail::request_of<Policies...>>{f};
}

// tape::sparse_hessian(f)(x), of a function to one number: a tape::sparse_matrix with both triangles. Dense rows are swept alone, and
// their columns are known from them.
template <class F, class... Policies>
auto sparse_hessian(F f, Policies... policies) {
    auto const gradient = tape::gradient(f, policies...);
    return typegrad::detail::run_as_asked<detail::sparse<true>::template transform, typegrad::detail::point_alone, std::remove_const_t<decltype(gradient)>, typegrad::detail::request_of<Policies...>>{gradient};
}

}
