// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The record of a computation: one contiguous arena a thread, which grows once and is then used again.
//
// Entries are statements (tape/statements.hpp). They have positions 1, 2, … in the order of recording; leaves have positions -1, -2, …,
// so that one array holds the adjoints of both. A handle does not hold the position but an id (tape/identity.hpp). The entries from `begin_` on are those of the last
// segment: their ids and positions count up together. Whatever takes entries away begins a new segment, whose ids were never used.
#pragma once
#pragma GCC system_header

#include <typegrad/op/operand.hpp>
#include <typegrad/tape/adjoint.hpp>
#include <typegrad/tape/pool.hpp>
#include <typegrad/tape/statements.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2::tape {

// A statement of two terms or fewer, as tape/norms.hpp looks at it: which entries it used, and its partial derivatives there. A term
// that is not there is of entry 0. What is owed to that is never read.
template <class T>
struct entry {
    index operand[2]{};
    T partial[2]{};
};

template <class T>
class arena;

namespace detail {
    // Of the steps at one entry, from the last to the first of these: hooks in the order of their registration, then what keeps the gradient that they leave,
    // then what takes it.
    enum class turn { function, keeper, hook };

    using index_list = std::vector<index, pooled<index>>;

    // A gradient outside of the arena as it was before a sweep, to be put back if an exception ends that.
    struct kept_before_sweep {
        virtual ~kept_before_sweep() = default;
        virtual void put_back() noexcept = 0;
    };
    using all_kept_before_sweep = std::vector<std::unique_ptr<kept_before_sweep>>;

    // Where a sweep stops: a hook on one value, or a function of many values recorded as one.
    template <class T>
    struct step {
        index at = 0;       // its own entry: the sweep calls pull before it goes on there
        index outputs = 0;  // the entries after it, whose adjoints pull has to read and to clear
        virtual ~step() = default;
        virtual void pull(arena<T>&) = 0;
        virtual void push(arena<T>&) { fail("tape::jvp of a function that has a rule for backward sweeps only; take tape::vjp, gradient or jacobian"); }
        virtual T* kept_gradient() { return nullptr; }
        virtual index_list const* operands() const { return nullptr; }  // what its results depend on
        virtual turn in_turn() const { return turn::function; }
        virtual bool is_norm() const { return false; }  // a norm that is 0 (tape/recording.hpp)
        virtual bool is_function() const { return outputs > 0; }
        virtual std::string shape() const { return {}; }  // of the array that it is (tape/tensor.hpp)
        virtual std::size_t bytes() const { return 0; }   // that it holds outside of the arena
        virtual void clear() {}  // what is owed to it there, after a sweep that an exception has ended
        virtual bool calls_user() const { return false; }  // in a sweep, so that an exception may come from there
        virtual void keep_before_sweep(all_kept_before_sweep&) {}
    };

    template <class T>
    struct gradient_hook {
        virtual ~gradient_hook() = default;
        virtual T operator()(T const& gradient) = 0;
        // Of a leaf whose gradient is an array (tape/tensor.hpp): what it has is put aside, so that the sweep begins anew; the hook looks at what the
        // sweep has brought; then that is added, or, if an exception has ended the sweep, forgotten.
        virtual void before_sweep() {}
        virtual void look() {}
        virtual void after_sweep(bool is_complete) noexcept { static_cast<void>(is_complete); }
    };

    template <class T>
    struct leaf_gradients {
        std::vector<adjoint<T>> of{};
        std::uint64_t lives = 0;  // how many leaves there had been
    };
}

// A place in the record, to go back to.
struct position {
    id last = 0;  // the entry before it
    id next = 0;  // entries from it on have ids from here on
    std::size_t ended = 0;
    index size = 1;
    std::uint32_t tape = 0;
};

// The tape of one thread. Trivial to construct and destroy, so that access needs no guard; `storage` owns the memory.
template <class T>
class arena : public detail::statements<T> {
    using adjoint_type = detail::adjoint<T>;
    // By value: what a reference leads to would have to be in memory.
    using passed = std::conditional_t<std::is_arithmetic_v<T>, T, T const&>;
    using base = detail::statements<T>;
    using base::begin_, base::count_, base::ends_, base::limit_, base::operands_, base::partials_, base::shift_, base::top_;

public:
    using base::has_room, base::close_all, base::merges;

    // Records an operation, its result y and its name for the anomaly mode; gives the id of the entry. 0: recording is off. For all
    // that is not frequent: what is recorded so is closed, and as it is said, for tape/norms.hpp to tell from what.
    [[gnu::noinline]] id record(index a, passed da, index b, passed db, passed y, char const* operation) {
        if (detail::modes.anomaly && detail::modes.recording && !detail::is_finite(y))
            detail::fail(std::string(operation) + " made " + detail::written(y) + ", the first value that is not finite" + partials_for_message(a, da, b, db));
        if (!make_room(2, y, operation)) return 0;
        if (y == T(0)) memory_->zeros.push_back(size());
        // A term at least: then there is room for as many statements as for terms.
        id const start = top_;
        if (a != 0 || b == 0) append_term(a, da);
        if (b != 0 || db != T(0)) append_term(b, db);
        id const made = base::end_statement(top_);
        if (start == top_) __builtin_unreachable();
        close_all();
        return made;
    }

    // Records a result y of a function, with its derivatives by N operands; 0: recording is off.
    template <std::size_t N, class Row>
    TYPEGRAD_INLINE id record_row(index const* operands, Row const& partials, passed y, char const* operation) {
        id top = top_;
        if (N > base::slack / 2 || !has_room()) [[unlikely]] {
            if (!make_room(N, y, operation)) return 0;
            top = top_;
        }
        id const start = top;
        auto const append = [&](std::size_t k) TYPEGRAD_INLINE_LAMBDA { operands_[top] = operands[k], partials_[top] = partials[k], top += operands[k] != 0 ? 1 : 0; };
        if constexpr (N <= 16) {
            [&]<std::size_t... K>(std::index_sequence<K...>) TYPEGRAD_INLINE_LAMBDA { (append(K), ...); }(std::make_index_sequence<N>{});
        } else {
            for (std::size_t k = 0; k < N; ++k) append(k);
        }
        if (top == start) operands_[top++] = 0;
        id const made = base::end_statement(top);
        if (detail::is_leaf(made)) __builtin_unreachable();
        return made;
    }

    // The position of what a handle means. One comparison for an entry of the last segment.
    TYPEGRAD_INLINE index find(id handle) {
        index at;
        return find_near(handle, at) ? at : resolve(handle);
    }
    // The same for the ordinary handles: entries of the last segment, or of that before a part, leaves, constants. Calls nothing. False: ask find.
    TYPEGRAD_INLINE bool find_near(id handle, index& at) const {
        if ((handle - begin_) >> detail::distance_bits == 0) [[likely]] at = static_cast<index>(static_cast<std::uint32_t>(handle) - static_cast<std::uint32_t>(shift_));
        else if (handle >> 32 == leaf_prefix_) at = -static_cast<index>(static_cast<std::uint32_t>(handle));
        else if (handle == detail::constant_id) at = 0;
        else if (handle - near_first_ < near_size_) at = static_cast<index>(static_cast<std::uint32_t>(handle) - static_cast<std::uint32_t>(near_shift_));
        else return false;
        return true;
    }

    // An independent variable: what it receives by sweeps is kept until it is set to zero. It lives until its last handle does.
    id make_leaf() {
        storage& m = opened();
        if (m.mail.any.load(std::memory_order_acquire)) read_mail();
        if (m.free_leaves.empty()) grow_leaves();
        std::uint32_t const slot = m.free_leaves.back();
        m.free_leaves.pop_back();
        close_all();
        m.leaves[slot].count = 1;
        m.leaves[slot].is_alive = true;
        m.leaves[slot].life = ++m.lives;
        m.leaves[slot].birth = next_id();
        m.leaves[slot].is_array = false;
        if constexpr (is_operand<T>) m.numbers.erase(-static_cast<index>(slot));
        adjoints_[-static_cast<index>(slot)] = {};
        return id{m.leaf_prefix} << 32 | slot;
    }
    [[gnu::noinline, gnu::cold]] void retain(id leaf) {
        if (owns_leaf(leaf)) ++memory_->leaves[slot_of(leaf)].count;
        else detail::registry::all().post(leaf, 1);
    }
    [[gnu::noinline, gnu::cold]] void drop(id leaf) noexcept {
        if (!owns_leaf(leaf)) return detail::registry::all().post(leaf, -1);
        leaf_state& l = memory_->leaves[slot_of(leaf)];
        if (--l.count != 0) return;
        // Another thread may have a copy that has not been counted yet.
        if (memory_->mail.any.load(std::memory_order_acquire)) read_mail();
        if (l.count == 0 && l.is_alive) end_leaf(slot_of(leaf));
    }
    // The same for a handle that becomes another value, which passes through: a number that lives on beside a call has to be in memory.
    [[gnu::noinline, gnu::cold]] T drop_for(id leaf, T value) noexcept {
        drop(leaf);
        return value;
    }
    // How many handles a leaf of this thread has.
    int handles(id leaf) {
        if (memory_->mail.any.load(std::memory_order_acquire)) read_mail();
        return memory_->leaves[slot_of(leaf)].count;
    }

    // Records a result of any number of operands.
    [[gnu::noinline]] id record_terms(std::vector<index> const& operands, std::vector<T> const& partials, passed y, char const* operation) {
        if (!make_room(static_cast<id>(operands.size()) + 1, y, operation)) return 0;
        if (y == T(0)) memory_->zeros.push_back(size());
        for (std::size_t k = 0; k < operands.size(); ++k) append_term(operands[k], partials[k]);
        if (operands.empty()) append_term(0, T(0));
        id const made = base::end_statement(top_);
        close_all();
        return made;
    }

    // A part of the record that is swept by itself and taken away again, time after time: the rows of a loop (tape/sums.hpp). Entries of the
    // segment before it are found as quickly as if the part were none.
    index begin_part() {
        opened();
        close_all();
        if (near_size_ == 0) near_first_ = begin_, near_size_ = next_id() - begin_, near_shift_ = shift_;
        memory_->segments.reserve(memory_->segments.size() + 3);
        begin_segment();
        return size();
    }
    // Whether all derivatives of the part are in its statements: no function, hook or norm that is 0 is in it, and no entry without derivative.
    bool is_plain_part(index first) const { return first_without_derivative_ < first && (memory_->steps.empty() || memory_->steps.back()->at < first); }
    // The entries outside that those of the part use.
    template <class Use>
    void each_operand_outside(index first, Use&& use) const {
        index const* const operands = operands_;
        index last = 0;
        for (std::uint32_t k = ends_[first - 1], end = static_cast<std::uint32_t>(top_); k < end; ++k)
            if (index const at = operands[k]; at < first && at != 0 && at != last) use(last = at);
    }
    void sweep_part(index from, index first) {
        close_all();
        make_adjoints();
        if (detail::modes.anomaly) sweep_watchfully(from, first);
        else sweep_plainly(from, first);
    }
    index leaf_slots() const { return memory_->leaf_capacity; }
    void end_part(index first) noexcept { cut(first); }
    // What stands for an entry outside in a statement that is not in the part: a sweep from there has to reach it.
    void use_from_part(index i) { static_cast<void>(find(i > 0 ? id_at(i) : id_of_leaf(i))); }

    // Adds to every adjoint what the entries from … first owe to it, once seeds have been added. What has been swept is as if
    // untouched again; adjoints of leaves, and of entries before `first`, stay.
    void sweep(index from, index first) {
        if (may_throw(from, first)) [[unlikely]] sweep_or_nothing(from, first);
        else sweep_once(from, first);
    }

    // A hook, a function of the user's or the anomaly mode may end a sweep by an exception. Then all gradients are again what they were before.
    class all_or_nothing {
    public:
        all_or_nothing(arena& tape, index from, index first) : tape_(tape) {
            if (!tape.may_throw(from, first)) return;
            auto const& steps = tape.memory_->steps;
            for (std::size_t k = steps.size(); k-- > 0 && steps[k]->at >= first;)
                if (steps[k]->at <= from) steps[k]->keep_before_sweep(others);
            if (tape.leaf_prefix_ != no_prefix || tape.has_leaves_of_scope()) leaves_ = tape.leaf_gradients();
        }
        all_or_nothing(all_or_nothing const&) = delete;
        ~all_or_nothing() {
            if (is_complete_) return;
            tape_.set_leaf_gradients(leaves_);
            for (auto const& gradient : others) gradient->put_back();
        }
        void complete() { is_complete_ = true; }

        detail::all_kept_before_sweep others;

    private:
        arena& tape_;
        detail::leaf_gradients<T> leaves_;
        bool is_complete_ = false;
    };

    // The same, and puts down the adjoints of chosen entries where it passes them.
    void sweep(index from, index first, std::vector<index> const& wanted, std::vector<T>& found) {
        struct observer final : detail::step<T> {
            T& into;
            observer(index position, T& found) : into(found) { this->at = position; }
            detail::turn in_turn() const override { return detail::turn::keeper; }
            void pull(arena& tape) override { into = tape.adjoint(this->at).get(); }
        };
        auto& steps = memory_->steps;
        std::vector<detail::step<T>*> added;
        struct remover {
            std::vector<std::unique_ptr<detail::step<T>>>& steps;
            std::vector<detail::step<T>*> const& added;
            ~remover() {
                std::erase_if(steps, [&](auto const& s) { return std::find(added.begin(), added.end(), s.get()) != added.end(); });
            }
        } const afterwards{steps, added};
        for (std::size_t k = 0; k < wanted.size(); ++k) {
            if (wanted[k] <= 0) continue;
            auto s = std::make_unique<observer>(wanted[k], found[k]);
            added.push_back(s.get());
            add_step(std::move(s));
        }
        sweep(from, first);
    }

    // The other direction: where adjoints hold the tangents of the entries first … from-1, gives them to all that were recorded
    // later.
    void push(index first, index from) {
        storage& m = opened();
        close_all();
        make_adjoints();
        if (first_without_derivative_ != 0 && m.steps.empty()) [[unlikely]] return push_carefully(first, from);
        std::size_t k = 0;
        while (k < m.steps.size() && m.steps[k]->at < from) ++k;
        for (index i = from; i < size(); ++i) {
            if (k < m.steps.size() && m.steps[k]->at == i && (m.steps[k]->is_function() || m.steps[k]->is_norm())) {
                i += m.steps[k]->outputs;
                m.steps[k++]->push(*this);
                continue;
            }
            while (k < m.steps.size() && m.steps[k]->at <= i) ++k;
            adjoint_type tangent{};
            for (std::uint32_t k1 = ends_[i - 1]; k1 < ends_[i]; ++k1) {
                index const p = operands_[k1];
                if (p >= first && !adjoints_[p].untouched()) tangent.add(partials_[k1] * adjoints_[p].value);
            }
            adjoints_[i] = tangent;
        }
    }
    void clear(index first) {
        make_adjoints();
        for (index i = first; i < size(); ++i) adjoints_[i].clear();
        auto const& steps = opened().steps;
        for (std::size_t k = steps.size(); k-- > 0 && steps[k]->at >= first;) steps[k]->clear();
    }

    // What tape/norms.hpp asks: an entry of at most two terms, its terms one by one, whether its value is 0, and whether two entries
    // are the same, computed in one way.
    int terms_of(index i) const { return static_cast<int>(ends_[i] - ends_[i - 1]); }
    entry<T> entry_at(index i) const {
        entry<T> e;
        std::uint32_t const begin = ends_[i - 1];
        for (std::uint32_t k = 0; k < 2 && begin + k < ends_[i]; ++k) e.operand[k] = operands_[begin + k], e.partial[k] = partials_[begin + k];
        return e;
    }
    template <class Use>
    void each_term(index i, Use&& use) const {
        for (std::uint32_t k = ends_[i - 1]; k < ends_[i]; ++k)
            if (operands_[k] != 0) use(operands_[k], partials_[k]);
    }
    bool has_operands(index i) const {
        bool any = false;
        each_term(i, [&](index, T const&) { any = true; });
        return any;
    }
    // As one operation made it.
    bool is_zero(index i) const { return std::binary_search(memory_->zeros.begin(), memory_->zeros.end(), i); }
    bool is_same(index i, index j) const { return is_same(i, j, 8); }

    // An entry that has no derivative: its partial is NaN, where an adjoint of -0, which is as good as none else, must not be passed over.
    void last_has_no_derivative() {
        if (first_without_derivative_ == 0) first_without_derivative_ = size() - 1;
        close_all();
    }

    // What a leaf's gradient receives from the leaf itself, as a result that is swept back from.
    void seed_leaf(index i, passed seed) {
        leaf_state const& leaf = memory_->leaves[static_cast<std::size_t>(-i)];
        std::uint64_t const life = leaf.life;
        T gradient = seed;
        for (auto const hooks = leaf.hooks; auto const& hook : hooks) gradient = (*hook)(gradient);
        if (memory_->leaves[static_cast<std::size_t>(-i)].life == life) adjoint(i).add(gradient);
    }
    adjoint_type& adjoint(index i) {
        make_adjoints();
        return adjoints_[i];
    }
    // One past the last entry's position.
    index size() const { return static_cast<index>(count_); }

    // A scope: what is recorded from here on is dropped when it closes. An isolated one is that of a transform: everything from
    // outside is a constant there.
    std::size_t open_scope(bool isolated) {
        storage& m = opened();
        near_size_ = 0;
        m.segments.reserve(m.segments.size() + 2);
        m.scopes.push_back({size(), size(), next_id(), m.ended_leaves.size(), size(), isolated});
        begin_segment();
        if (isolated) leaf_prefix_ = no_prefix;
        return m.scopes.size() - 1;
    }
    void close_scope(std::size_t depth) noexcept {
        storage& m = *memory_;
        if (depth >= m.scopes.size()) return;
        near_size_ = 0;
        frame const closing = m.scopes[depth];
        check_free(closing.start);
        cut(closing.start);
        free_leaves_since(closing.ended, closing.first);
        m.scopes.resize(depth);
        leaf_prefix_ = m.leaf_prefix;
        for (frame const& f : m.scopes)
            if (f.isolated) leaf_prefix_ = no_prefix;
    }
    // The entries from the scope's beginning to here are kept by backward(): a transform's arguments.
    void keep_from_release() {
        close_all();
        memory_->scopes.back().floor = size();
    }
    // The first entry that a sweep from inside the innermost scope has to reach.
    index lowest_used(index from) const {
        if (!memory_) return 1;
        index lowest = from;
        for (std::size_t k = memory_->scopes.size(); k-- > 0;) {
            frame const& f = memory_->scopes[k];
            lowest = std::min(lowest, f.lowest);
            if (from >= f.start && (f.isolated || lowest >= f.start)) return f.start;
        }
        return 1;
    }
    // The same of a sweep from these two entries and what lies between, which may sweep there; asked before anything is seeded. None: `last` is no entry.
    index begin_of_sweep(index last, index lowest) const {
        index const first = last > 0 ? std::min(lowest_used(last), lowest_used(lowest)) : std::numeric_limits<index>::max();
        check_free(first);
        return first;
    }
    // A hook, or a function recorded as one, runs in the middle of a sweep. What it records itself it can sweep over and drop; the entries that the sweep
    // is on its way through have adjoints that another one would take for its own.
    void check_free(index first) const {
        if (first < swept_) [[unlikely]] in_a_sweep();
    }

    // Forgets what was recorded in the innermost scope; values recorded there are stale.
    void release() {
        storage& m = opened();
        index const floor = m.scopes.empty() ? 1 : m.scopes.back().floor;
        check_free(floor);
        m.released = next_id();
        keep_gradients_since(floor);
        cut(floor);
        free_leaves_since(m.scopes.empty() ? 0 : m.scopes.back().ended, m.scopes.empty() ? 0 : m.scopes.back().first);
    }

    position here() {
        storage& m = opened();
        close_all();
        return {size() > 1 ? id_at(size() - 1) : 0, next_id(), m.ended_leaves.size(), size(), m.ticket.tape};
    }
    void reset(position const& p) {
        storage& m = opened();
        if (p.tape != m.ticket.tape) detail::fail("reset to a position of another thread's tape; positions stay with the thread that asked for them");
        if (p.size > size() || (p.size > 1 && id_at(p.size - 1) != p.last))
            detail::fail("reset to a position that is no longer in the record: backward(), an enclosing reset or the end of a scope has dropped it; ask tape::here() again");
        if (!m.scopes.empty() && p.size < m.scopes.back().floor) detail::fail("reset to a position before the scope that is open; end the scope first");
        check_free(p.size);
        cut(p.size);
        free_leaves_since(p.ended, p.next);
    }

    // The function or hook that is called where a sweep arrives at the entry `at`.
    void add_step(std::unique_ptr<detail::step<T>> s) {
        auto& steps = memory_->steps;
        check_free(s->at);
        close_all();
        auto const place = std::lower_bound(steps.begin(), steps.end(), s, [](auto const& a, auto const& b) { return a->at != b->at ? a->at < b->at : a->in_turn() < b->in_turn(); });
        steps.insert(place, std::move(s));
    }
    T* kept_gradient(index at) {
        auto const& steps = memory_->steps;
        auto place = std::lower_bound(steps.begin(), steps.end(), at, [](auto const& other, index i) { return other->at < i; });
        for (; place != steps.end() && (*place)->at == at; ++place)
            if (T* kept = (*place)->kept_gradient()) return kept;
        return nullptr;
    }
    // A value of a record that backward() has released keeps its gradient until backward() releases another record that keeps gradients.
    T* gradient_kept_of_released(id handle) {
        if (!memory_) return nullptr;
        for (auto& [of, kept] : memory_->kept)
            if (of == handle) return &kept;
        return nullptr;
    }
    // Of an independent variable whose number is a variable of another tape: where that is there, or 0.
    void note_number(index i, index number) { memory_->numbers[i] = number; }
    index number_of(index i) const {
        auto const place = memory_->numbers.find(i);
        return place == memory_->numbers.end() ? 0 : place->second;
    }
    template <class Use>
    void each_norm_at_zero(Use&& use) const {
        for (auto const& s : memory_->steps)
            if (s->is_norm()) use(*s);
    }
    void add_leaf_hook(id leaf, std::shared_ptr<detail::gradient_hook<T>> hook) {
        leaf_state& l = memory_->leaves[slot_of(leaf)];
        if (l.hooks.empty()) ++memory_->hooked_leaves;
        l.hooks.push_back(std::move(hook));
    }

    // A function of many values, as one step: a marker, then an entry for each output, which owes what it has to itself: a sweep
    // leaves it there for the step. The position of the marker; 0: recording is off.
    index record_outputs(index outputs, T const* values) {
        opened();
        if (record(0, T(0), 0, T(0), T(0), "a function") == 0) return 0;
        for (index k = 0; k < outputs; ++k) record(size(), T(1), 0, T(0), values[k], "a function");
        return size() - outputs - 1;
    }
    id id_at(index i) const {
        auto const& segments = memory_->segments;
        std::size_t s = segments.size() - 1;
        while (segments[s].start > i) --s;
        return segments[s].first + static_cast<id>(i - segments[s].start);
    }

    // What tape/pictures.hpp shows: names that the user gave, and what was recorded while the record was to be described.
    void set_label(id handle, std::string label) {
        close_all();
        auto& labels = opened().labels;
        for (auto& l : labels)
            if (l.first == handle) {
                l.second = std::move(label);
                return;
            }
        labels.emplace_back(handle, std::move(label));
    }
    std::string label(id handle) const {
        for (auto const& l : memory_->labels)
            if (l.first == handle) return l.second;
        return {};
    }
    // A leaf whose gradient is an array outside of the arena.
    void set_array_leaf(id leaf) { memory_->leaves[slot_of(leaf)].is_array = true; }
    bool is_array_leaf(index i) const { return memory_->leaves[static_cast<std::size_t>(-i)].is_array; }
    id id_of_leaf(index i) const { return id{memory_->leaf_prefix} << 32 | static_cast<std::uint32_t>(-i); }
    char const* operation_at(index i) const { return static_cast<std::size_t>(i) < memory_->names.size() ? memory_->names[static_cast<std::size_t>(i)] : nullptr; }
    T const* value_at(index i) const { return operation_at(i) && static_cast<std::size_t>(i) < memory_->values.size() ? &memory_->values[static_cast<std::size_t>(i)] : nullptr; }
    // The functions of many values that have been recorded.
    template <class Use>
    void each_function(Use&& use) const {
        for (auto const& s : memory_->steps)
            if (s->is_function()) use(*s);
    }
    // The one recorded at this entry, or null.
    detail::step<T> const* function_at(index at) const {
        auto const& steps = memory_->steps;
        auto place = std::lower_bound(steps.begin(), steps.end(), at, [](auto const& other, index i) { return other->at < i; });
        for (; place != steps.end() && (*place)->at == at; ++place)
            if ((*place)->is_function()) return place->get();
        return nullptr;
    }
    std::size_t bytes() const {
        if (!memory_) return 0;
        std::size_t elsewhere = 0;
        for (auto const& s : memory_->steps) elsewhere += s->bytes();
        return elsewhere + static_cast<std::size_t>(top_) * (sizeof(index) + sizeof(T)) + static_cast<std::size_t>(count_) * sizeof(std::uint32_t) +
               static_cast<std::size_t>(adjoint_capacity_ + memory_->leaf_capacity + 1) * sizeof(adjoint_type);
    }
    std::size_t leaf_count() const { return memory_ ? static_cast<std::size_t>(memory_->leaf_capacity) - memory_->free_leaves.size() - memory_->ended_leaves.size() : 0; }

    // Gradients of leaves as they are now, to be put back: for sweeps that are not to add to them.
    detail::leaf_gradients<T> leaf_gradients() const {
        if (!memory_) return {};
        return {{adjoints_ - memory_->leaf_capacity, adjoints_}, memory_->lives};
    }
    // Leaves that have been made since are left alone.
    void set_leaf_gradients(detail::leaf_gradients<T> const& all) {
        index const count = static_cast<index>(all.of.size());
        for (index k = 0; k < count; ++k)
            if (memory_->leaves[static_cast<std::size_t>(count - k)].life <= all.lives) adjoints_[k - count] = all.of[static_cast<std::size_t>(k)];
    }
    bool has_leaves_of_scope() const { return memory_->scopes.back().own_leaves; }

    // Whether this thread's tape made the handle, or nobody did.
    bool is_own(id handle) const {
        if (handle == detail::constant_id) return true;
        if (detail::is_leaf(handle)) return owns_leaf(handle);
        return memory_ && detail::tape_of(handle) == memory_->ticket.tape;
    }

private:
    struct segment {
        id first;     // the id of its first entry
        index start;  // and that entry's position
    };
    struct frame {
        index start;
        index floor;        // backward() keeps what is before
        id first;           // the ids of this scope begin here
        std::size_t ended;  // how many leaves had ended before
        index lowest;       // the first entry outside that was used inside
        bool isolated;
        bool own_leaves = false;  // an isolated one has used a leaf made in it
    };
    struct leaf_state {
        int count = 0;  // of handles
        id birth = 0;   // the entry recorded next has this id
        std::uint64_t life = 0;  // which leaf has this slot: leaves are numbered as they are made
        bool is_alive = false, is_array = false;
        std::vector<std::shared_ptr<detail::gradient_hook<T>>> hooks;
    };
    struct cleaner {
        arena* tape;
        index first;
        index outer;
        ~cleaner() {
            tape->swept_ = outer;
            if (first != 0) tape->clear(first);
        }
    };

    // Whether an operation of so many terms is recorded at all, and room for it.
    [[gnu::noinline]] bool make_room(id terms, passed y, char const* operation) {
        storage& m = opened();
        if (!detail::modes.recording) return false;
        while (top_ + terms > m.capacity + base::slack / 2) grow();
        if (detail::modes.anomaly || detail::modes.described) {
            if (detail::modes.anomaly && !detail::is_finite(y)) detail::fail(std::string(operation) + " made " + detail::written(y) + ", the first value that is not finite");
            m.names.resize(static_cast<std::size_t>(size()) + 1, nullptr);
            m.names.back() = operation;
        }
        if (detail::modes.described) {
            m.values.resize(static_cast<std::size_t>(size()) + 1);
            m.values.back() = y;
        }
        return true;
    }
    void append_term(index operand, passed partial) {
        operands_[top_] = operand;
        partials_[top_++] = partial;
    }
    static std::string partials_for_message(index a, T const& da, index b, T const& db) {
        std::string text;
        if (a != 0) text += "; its derivative by an operand is " + detail::written(da);
        if (b != 0) text += (a != 0 ? ", by the other " : "; its derivative by an operand is ") + detail::written(db);
        return text;
    }

    bool may_throw(index from, index first) const {
        if (detail::modes.anomaly || memory_->hooked_leaves > 0) return true;
        auto const& steps = memory_->steps;
        for (std::size_t k = steps.size(); k-- > 0 && steps[k]->at >= first;)
            if (steps[k]->at <= from && steps[k]->calls_user()) return true;
        return false;
    }
    [[gnu::noinline, gnu::cold]] void sweep_or_nothing(index from, index first) {
        all_or_nothing whole(*this, from, first);
        sweep_once(from, first);
        whole.complete();
    }
    void sweep_once(index from, index first) {
        storage& m = *memory_;
        check_free(first);
        close_all();
        make_adjoints();
        cleaner guard{this, first, std::exchange(swept_, size())};
        // A function recorded as one may sweep while it is itself swept over.
        struct outer_flags {
            std::vector<char>& flags;
            std::vector<char> outer;
            explicit outer_flags(std::vector<char>& f) : flags(f) { flags.swap(outer); }
            ~outer_flags() { flags.swap(outer); }
        } const outer(m.reached);
        if (first_without_derivative_ != 0) [[unlikely]] m.reached.assign(static_cast<std::size_t>(size()), 0);
        hooked_leaves_apart hooked(*this);
        index top = from;
        for (std::size_t k = m.steps.size(); k-- > 0 && m.steps[k]->at >= first;) {
            detail::step<T>& s = *m.steps[k];
            if (s.at > from) continue;
            sweep_entries(top, s.at + 1);
            s.pull(*this);
            top = s.at;
        }
        sweep_entries(top, first);
        hooked.run();
        guard.first = 0;
    }

    TYPEGRAD_INLINE void sweep_entries(index from, index first) {
        if (detail::modes.anomaly) [[unlikely]] return sweep_watchfully(from, first);
        if (first_without_derivative_ != 0) [[unlikely]] return sweep_carefully(from, first);
        sweep_plainly(from, first);
    }
    TYPEGRAD_INLINE void sweep_plainly(index from, index first) {
        std::uint32_t const* const ends = ends_;
        index const* const operands = operands_;
        T const* const partials = partials_;
        adjoint_type* const adjoints = adjoints_;
        if constexpr (std::is_floating_point_v<T>) {
            if (from < first) return;
            // What is owed to the entry before is handed on in a register: most statements use that one, and a number that has just been stored is long on its
            // way back. A chain of sums takes 2 ns a statement and not 4.
            adjoint_type here = adjoints[from];
            std::uint32_t end = ends[from];
            for (index i = from;; --i) {
                adjoint_type before = adjoints[i - 1];
                std::uint32_t const begin = ends[i - 1];
                if (!here.untouched()) {
                    adjoints[i].clear();
                    for (std::uint32_t k = begin; k != end; ++k) {
                        if (operands[k] == i - 1) before.add_product(partials[k], here.value);
                        else adjoints[operands[k]].add_product(partials[k], here.value);
                    }
                }
                if (i == first) return void(adjoints[i - 1] = before);
                here = before;
                end = begin;
            }
        } else {
            for (index i = from; i >= first; --i) {
                if (adjoints[i].untouched()) continue;
                T const w = adjoints[i].value;
                adjoints[i].clear();
                for (std::uint32_t k = ends[i - 1]; k != ends[i]; ++k)
                    if (operands[k] != 0) adjoints[operands[k]].add(partials[k] * w);
            }
        }
    }
    // With a flag for each entry of whether anything has contributed to it, be it -0, in memory_->reached.
    [[gnu::noinline, gnu::cold]] void sweep_carefully(index from, index first) {
        std::vector<char>& reached = memory_->reached;
        for (index i = from; i >= first; --i) {
            char& here = reached[static_cast<std::size_t>(i)];
            if (adjoints_[i].untouched() && here == 0) continue;
            T const w = adjoints_[i].get();
            adjoints_[i].clear();
            here = 0;
            each_term(i, [&](index operand, T const& partial) {
                adjoints_[operand].add(partial * w);
                if (operand > 0) reached[static_cast<std::size_t>(operand)] = 1;
            });
        }
    }
    [[gnu::noinline, gnu::cold]] void push_carefully(index first, index from) {
        std::vector<char> moves(static_cast<std::size_t>(size()));
        for (index i = first; i < from; ++i) moves[static_cast<std::size_t>(i)] = !adjoints_[i].untouched();
        for (index i = from; i < size(); ++i) {
            adjoint_type tangent{};
            each_term(i, [&](index operand, T const& partial) {
                if (operand < first || moves[static_cast<std::size_t>(operand)] == 0) return;
                tangent.add(partial * adjoints_[operand].get());
                moves[static_cast<std::size_t>(i)] = 1;
            });
            adjoints_[i] = tangent;
        }
    }
    [[gnu::noinline, gnu::cold]] void sweep_watchfully(index from, index first) {
        for (index i = from; i >= first; --i) {
            if (adjoints_[i].untouched()) continue;
            T const w = adjoints_[i].value;
            adjoints_[i].clear();
            each_term(i, [&](index operand, T const& partial) {
                T const owed = partial * w;
                if (detail::is_finite(w) && !detail::is_finite(owed)) {
                    auto const at = static_cast<std::size_t>(i);
                    char const* name = at < memory_->names.size() ? memory_->names[at] : nullptr;
                    detail::fail(std::string(name ? name : "an operation") + " made the first gradient that is not finite: its derivative, " + detail::written(partial) +
                                 ", times " + detail::written(w));
                }
                adjoints_[operand].add(owed);
            });
        }
    }
    // The gradients of leaves that have hooks: a sweep begins them anew. If an exception ends it, they are what they were. A hook may make leaves and
    // end them, this one too, and register other hooks, which are for the sweeps after this one.
    struct hooked_leaves_apart {
        arena& tape;
        struct kept {
            std::size_t slot;
            std::uint64_t life;
            adjoint_type before;
            std::vector<std::shared_ptr<detail::gradient_hook<T>>> hooks;
            adjoint_type swept{};
            bool is_back = false;  // what it had before is there again
        };
        std::vector<kept> all;
        bool is_complete = false;

        explicit hooked_leaves_apart(arena& t) : tape(t) {
            if (tape.memory_->hooked_leaves == 0) [[likely]] return;
            for (std::size_t s = 1; s < tape.memory_->leaves.size(); ++s) {
                leaf_state const& leaf = tape.memory_->leaves[s];
                if (leaf.hooks.empty()) continue;
                all.push_back({s, leaf.life, std::exchange(gradient_of(s), {}), leaf.hooks});
                for (auto const& hook : leaf.hooks) hook->before_sweep();
            }
        }
        hooked_leaves_apart(hooked_leaves_apart const&) = delete;
        ~hooked_leaves_apart() {
            for (kept& leaf : all) {
                if (!leaf.is_back) put_back(leaf);
                for (auto const& hook : leaf.hooks) hook->after_sweep(is_complete);
                if (is_complete && is_there(leaf) && !leaf.swept.untouched()) gradient_of(leaf.slot).add(leaf.swept.get());
            }
        }
        // A hook finds in grad() what the leaf had before.
        void run() {
            for (kept& leaf : all) {
                for (auto const& hook : leaf.hooks) hook->look();
                put_back(leaf);
                if (leaf.swept.untouched()) continue;
                T gradient = leaf.swept.get();
                for (auto const& hook : leaf.hooks) gradient = (*hook)(gradient);
                leaf.swept = {};
                leaf.swept.add(gradient);
            }
            is_complete = true;
        }

    private:
        bool is_there(kept const& leaf) const { return tape.memory_->leaves[leaf.slot].life == leaf.life; }
        void put_back(kept& leaf) {
            if (is_there(leaf)) leaf.swept = std::exchange(gradient_of(leaf.slot), leaf.before);
            leaf.is_back = true;
        }
        adjoint_type& gradient_of(std::size_t slot) { return tape.adjoints_[-static_cast<index>(slot)]; }
    };

    // Not the ordinary case: an entry of an earlier segment, a leaf in a transform, or what no longer is or never was here.
    [[gnu::noinline, gnu::cold]] index resolve(id handle) {
        storage& m = opened();
        frame* isolated = nullptr;
        for (frame& f : m.scopes)
            if (f.isolated) isolated = &f;
        if (detail::is_leaf(handle)) {
            if (!owns_leaf(handle)) foreign(handle);
            std::uint32_t const slot = slot_of(handle);
            if (isolated && m.leaves[slot].birth < isolated->first) return 0;
            if (isolated) isolated->own_leaves = true;
            return -static_cast<index>(slot);
        }
        if (handle == detail::moved_id) detail::fail("a variable is used after std::move() took its leaf; use what it was moved to, or copy it");
        if (detail::tape_of(handle) != m.ticket.tape) foreign(handle);
        auto const after = std::upper_bound(m.segments.begin(), m.segments.end(), handle, [](id h, segment const& s) { return h < s.first; });
        if (after == m.segments.begin()) stale(handle);
        segment const& s = *(after - 1);
        index const end = after == m.segments.end() ? size() : after->start;
        if (handle - s.first >= static_cast<id>(end - s.start)) stale(handle);
        index const at = s.start + static_cast<index>(handle - s.first);
        if (isolated && at < isolated->start) {
            for (frame const* f = isolated; f != m.scopes.data();)
                if ((--f)->isolated && at >= f->start)
                    detail::fail("a function given to tape::derivative, gradient or the like uses a variable of an enclosing one, whose derivative would be lost here; "
                                 "pass it as an argument, tape::gradient(f, wrt<0>)(x, it), or it.detach() if it is meant as a constant");
            return 0;
        }
        if (!m.scopes.empty()) m.scopes.back().lowest = std::min(m.scopes.back().lowest, at);
        return at;
    }
    [[noreturn, gnu::noinline, gnu::cold]] static void in_a_sweep() {
        detail::fail("backward(), grad(), reset() or the end of a scope, in a hook or a recorded function, reaches into the record that is being swept over; keep the gradient "
                     "and go on when the sweep is over, or record anew inside, in a tape::scope or by tape::gradient(f). Hooks are registered before the sweep as well");
    }
    [[noreturn, gnu::noinline, gnu::cold]] void foreign(id handle) {
        if (detail::tape_of(handle) == (memory_ ? memory_->ticket.tape : 0)) detail::fail("a leaf of a thread that has ended is used; pass x.value() or x.detach() between threads");
        detail::fail("a variable of another thread is used, whose tape this thread must not touch; pass x.value() or x.detach(), and make it a leaf here: "
                     "tape::variable mine{x.value(), tape::requires_grad}");
    }
    [[noreturn, gnu::noinline, gnu::cold]] void stale(id handle) {
        if (handle < memory_->ticket.next) detail::fail("a value of a thread that has ended is used; pass x.value() or x.detach() between threads");
        if (handle < memory_->released)
            detail::fail("a value is used whose record has been released by backward(), or by the end of a scope; compute it again, call backward(tape::retain_graph), "
                         "or use value.detach() if it is meant as a constant");
        detail::fail("a value is used that was recorded in a scope that has ended, or after a position that the tape was reset to; compute it again outside, "
                     "or use value.detach() if it is meant as a constant");
    }

    bool is_same(index i, index j, int depth) const {
        if (i == j || depth == 0) return i == j;
        if (i <= 0 || j <= 0) return false;
        if (terms_of(i) > 2 || terms_of(j) > 2) return false;
        entry<T> const a = entry_at(i), b = entry_at(j);
        return a.operand[0] != 0 && a.partial[0] == b.partial[0] && a.partial[1] == b.partial[1] &&
               is_same(a.operand[0], b.operand[0], depth - 1) && is_same(a.operand[1], b.operand[1], depth - 1);
    }

    static std::uint32_t slot_of(id leaf) { return static_cast<std::uint32_t>(leaf); }
    bool owns_leaf(id leaf) const { return memory_ && static_cast<std::uint32_t>(leaf >> 32) == memory_->leaf_prefix; }
    id next_id() const { return shift_ + count_; }

    // The next entry begins a segment, with ids from `first` on.
    void begin_segment(id first) {
        auto& segments = memory_->segments;
        if (!segments.empty() && segments.back().start == size()) segments.pop_back();
        segments.push_back({first, size()});
        begin_ = first;
        shift_ = first - static_cast<id>(size());
        close_all();
    }
    void begin_segment() { begin_segment(next_id()); }

    // Before cut(start), which needs no memory.
    void keep_gradients_since(index start) {
        storage& m = *memory_;
        bool is_first = true;
        for (auto const& s : m.steps) {
            T* const gradient = s->at >= start ? s->kept_gradient() : nullptr;
            if (!gradient) continue;
            if (std::exchange(is_first, false)) m.kept.clear();
            m.kept.emplace_back(id_at(s->at), std::move(*gradient));
        }
    }
    // Takes the entries from `start` on away. Their ids are not used again. Needs no memory: there is place for the segments that
    // it takes away.
    void cut(index start) noexcept {
        storage& m = *memory_;
        id const next = next_id();
        if (near_size_ != 0 && near_first_ - near_shift_ + near_size_ > static_cast<id>(start)) near_size_ = 0;
        while (!m.steps.empty() && m.steps.back()->at >= start) m.steps.pop_back();
        while (!m.zeros.empty() && m.zeros.back() >= start) m.zeros.pop_back();
        if (m.names.size() > static_cast<std::size_t>(start)) m.names.resize(static_cast<std::size_t>(start));
        m.numbers.erase(m.numbers.lower_bound(start), m.numbers.end());
        if (m.values.size() > static_cast<std::size_t>(start)) m.values.resize(static_cast<std::size_t>(start));
        if (!m.labels.empty() && start < size())
            std::erase_if(m.labels, [from = id_at(start)](auto const& label) { return !detail::is_leaf(label.first) && label.first >= from; });
        id const first = m.capacity == 0 ? 0 : ends_[start - 1];
        if constexpr (!std::is_trivially_destructible_v<T>)
            for (id k = first; k < top_; ++k) partials_[k] = T(0);
        top_ = first;
        count_ = static_cast<id>(start);
        if (first_without_derivative_ >= start) first_without_derivative_ = 0;
        while (!m.segments.empty() && m.segments.back().start >= start) m.segments.pop_back();
        begin_segment(next);
        m.segments.reserve(m.segments.size() + 2);
    }

    void end_leaf(std::uint32_t slot) noexcept {
        storage& m = *memory_;
        leaf_state& l = m.leaves[slot];
        l.is_alive = false;
        if (!m.labels.empty()) std::erase_if(m.labels, [leaf = id{m.leaf_prefix} << 32 | slot](auto const& label) { return label.first == leaf; });
        if (!l.hooks.empty()) {
            --m.hooked_leaves;
            l.hooks.clear();
        }
        // While entries are there that were recorded during its life, one of them may owe to it.
        if (size() == 1 || id_at(size() - 1) < l.birth) m.free_leaves.push_back(slot);
        else m.ended_leaves.push_back(slot);
    }
    // Of the leaves that ended since there were so many, those born after `first` are used again.
    void free_leaves_since(std::size_t ended, id first) noexcept {
        storage& m = *memory_;
        std::size_t kept = std::min(ended, m.ended_leaves.size());
        for (std::size_t k = kept; k < m.ended_leaves.size(); ++k) {
            std::uint32_t const slot = m.ended_leaves[k];
            if (m.leaves[slot].birth >= first) m.free_leaves.push_back(slot);
            else m.ended_leaves[kept++] = slot;
        }
        m.ended_leaves.resize(kept);
    }
    // A copy that another thread has made and destroyed again changes nothing: all are counted before a leaf ends.
    [[gnu::noinline, gnu::cold]] void read_mail() noexcept {
        auto const changes = detail::registry::all().fetch(memory_->mail);
        for (auto const& [slot, change] : changes) memory_->leaves[slot].count += change;
        for (auto const& [slot, change] : changes)
            if (memory_->leaves[slot].count == 0 && memory_->leaves[slot].is_alive) end_leaf(slot);
    }

    [[gnu::noinline, gnu::cold]] void grow() {
        constexpr id most = (id{1} << 31) - 2 * base::slack;
        if (memory_->capacity == most) detail::fail("more than 2^31 operands in one recording; record parts, in scopes, or with checkpoints");
        if ((next_id() & ((id{1} << detail::serial_bits) - 1)) >> detail::distance_bits != 0) detail::fail("more than 2^50 operations by one thread; go on in another thread");
        reserve(std::min(most, 2 * memory_->capacity));
    }
    [[gnu::noinline, gnu::cold]] void grow_leaves() {
        storage& m = *memory_;
        index const before = m.leaf_capacity, after = std::max<index>(64, 2 * before);
        make_adjoints(adjoint_capacity_, after);
        m.leaves.resize(static_cast<std::size_t>(after) + 1);
        m.free_leaves.reserve(static_cast<std::size_t>(after));
        m.ended_leaves.reserve(static_cast<std::size_t>(after));
        for (index slot = after; slot > before; --slot) m.free_leaves.push_back(static_cast<std::uint32_t>(slot));
    }
    // Place for so many terms, and for as many statements. Memory that nothing is written to costs nothing.
    void reserve(id capacity) {
        storage& m = *memory_;
        auto const size = static_cast<std::size_t>(capacity + base::slack);
        std::unique_ptr<index[]> operands(new index[size]);
        std::unique_ptr<T[]> partials(new T[size]);
        std::unique_ptr<std::uint32_t[]> ends(new std::uint32_t[size]);
        for (id k = 0; k < top_; ++k) operands[k] = operands_[k], partials[k] = std::move(partials_[k]);
        ends[0] = 0;
        for (id i = 1; i < count_; ++i) ends[i] = ends_[i];
        operands_ = (m.operands = std::move(operands)).get();
        partials_ = (m.partials = std::move(partials)).get();
        ends_ = (m.ends = std::move(ends)).get();
        m.capacity = capacity;
        set_limit();
    }
    // An adjoint for each entry that is there: those are not needed while recording.
    TYPEGRAD_INLINE void make_adjoints() {
        if (size() > adjoint_capacity_) [[unlikely]] make_adjoints(std::max(size(), adjoint_capacity_ + adjoint_capacity_ / 2), memory_->leaf_capacity);
    }
    [[gnu::noinline, gnu::cold]] void make_adjoints(index capacity, index leaf_capacity) {
        storage& m = *memory_;
        std::unique_ptr<adjoint_type[]> adjoints(new adjoint_type[static_cast<std::size_t>(capacity) + static_cast<std::size_t>(leaf_capacity) + 1]);
        adjoint_type* const at_zero = adjoints.get() + leaf_capacity;
        for (index i = -m.leaf_capacity; i < adjoint_capacity_; ++i) at_zero[i] = adjoints_[i];
        m.adjoints = std::move(adjoints);
        adjoints_ = at_zero;
        adjoint_capacity_ = capacity;
        m.leaf_capacity = leaf_capacity;
    }
    void set_limit() {
        limit_ = detail::modes.recording && !detail::modes.anomaly && !detail::modes.described ? memory_->capacity : 0;
        close_all();
    }

    struct storage {
        std::unique_ptr<index[]> operands;
        std::unique_ptr<T[]> partials;
        std::unique_ptr<std::uint32_t[]> ends;
        std::unique_ptr<adjoint_type[]> adjoints;
        id capacity = 0;
        index leaf_capacity = 0;
        std::vector<segment> segments;
        std::vector<frame> scopes;
        std::vector<leaf_state> leaves;
        std::vector<std::uint32_t> free_leaves;
        std::vector<std::uint32_t> ended_leaves;  // but what was recorded during their lives is still there
        std::vector<std::unique_ptr<detail::step<T>>> steps;  // by their entries
        std::vector<std::pair<id, T>> kept;                   // gradients of values that backward() has released: gradient_kept_of_released
        std::vector<index> zeros;                             // entries of which the value is 0, as one operation made it
        std::vector<char> reached;                            // by a sweep that is careful
        std::vector<char const*> names;                       // of operations recorded in anomaly mode, or to be described
        std::map<index, index> numbers;                       // of independent variables: note_number
        std::vector<T> values;                                // of those to be described
        std::vector<std::pair<id, std::string>> labels;       // names that the user gave
        int hooked_leaves = 0;
        std::uint64_t lives = 0;  // leaves that there have been
        id released = 0;  // ids below belong to records that backward() has released
        std::uint32_t leaf_prefix = 0;
        detail::mailbox mail;
        detail::registry::ticket ticket;
        detail::thread_modes::listener listener;
        bool open = false;

        ~storage() {
            if (open) close();
        }
        void close() noexcept;
    };
    static storage& owned() {
        thread_local storage memory;
        return memory;
    }
    TYPEGRAD_INLINE storage& opened() {
        if (!memory_) [[unlikely]] open();
        return *memory_;
    }
    [[gnu::noinline, gnu::cold]] void open();

    adjoint_type* adjoints_ = nullptr;
    index adjoint_capacity_ = 0;
    index first_without_derivative_ = 0;
    index swept_ = 0;  // a sweep is on its way through the entries before this one
    id near_first_ = 0, near_size_ = 0, near_shift_ = 0;  // the ids of a segment that is not the last one: begin_part
    static constexpr id no_prefix = ~id{0};
    id leaf_prefix_ = no_prefix;  // of leaves that are no constants here
    storage* memory_ = nullptr;
};

// The record of this thread. current<double>.size() is the number of its entries.
template <class T>
inline thread_local constinit arena<T> current{};

namespace detail {
    // While it lives, gradients of leaves begin at 0; afterwards they are what they were before. What leaves keep elsewhere than in the arena
    // (tape/tensor.hpp) is held here when a sweep arrives at it, and goes back by its destructor.
    template <class T>
    struct gradients_apart {
        struct held {
            virtual ~held() = default;
        };
        inline static thread_local constinit gradients_apart* innermost = nullptr;

        gradients_apart* const outer = std::exchange(innermost, this);
        leaf_gradients<T> const before = current<T>.leaf_gradients();
        std::vector<std::unique_ptr<held>> elsewhere;

        gradients_apart() {
            for (index i = -static_cast<index>(before.of.size()); i < 0; ++i) current<T>.adjoint(i).clear();
        }
        gradients_apart(gradients_apart const&) = delete;
        ~gradients_apart() {
            current<T>.set_leaf_gradients(before);
            innermost = outer;
        }
    };
}

template <class T>
void arena<T>::open() {
    storage& m = owned();
    if (m.open) detail::fail("a tape is used while its thread ends");
    m.ticket = detail::registry::all().enter(&m.mail);
    m.open = true;
    m.leaf_prefix = static_cast<std::uint32_t>((id{1} << 63 | id{m.ticket.tape} << detail::serial_bits | id{m.ticket.incarnation} << 32) >> 32);
    m.leaves.resize(1);
    m.listener = {[] {
                      if (current<T>.memory_) current<T>.set_limit();
                  },
                  detail::modes.listeners};
    detail::modes.listeners = &m.listener;
    memory_ = &m;
    leaf_prefix_ = m.leaf_prefix;
    m.segments.reserve(8);
    begin_segment(m.ticket.next);
    reserve(8192);
    make_adjoints(1024, 64);
    m.leaves.resize(65);
    m.free_leaves.reserve(64);
    m.ended_leaves.reserve(64);
    for (std::uint32_t slot = 64; slot > 0; --slot) m.free_leaves.push_back(slot);
}

// The thread ends: handles that are left are of nobody's tape.
template <class T>
void arena<T>::storage::close() noexcept {
    detail::registry::all().leave(ticket.tape, current<T>.next_id());
    for (detail::thread_modes::listener** l = &detail::modes.listeners; *l; l = &(*l)->next)
        if (*l == &listener) {
            *l = listener.next;
            break;
        }
    current<T> = arena<T>();
}

}
