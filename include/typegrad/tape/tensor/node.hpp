// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a tensor is on the tape: one entry of the record, which holds no number, and a step beside it, where a sweep stops. Values and
// gradients are arrays outside of the arena.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/function.hpp>
#include <typegrad/tape/tensor/extents.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2::tape {

template <class T>
class basic_tensor;

namespace detail {

    // Numbers never change once they are there: whoever computes anew has another array.
    template <class T>
    using array = std::shared_ptr<T[]>;
    template <class T>
    using owned_array = std::unique_ptr<T[], given_back>;
    template <class T>
    owned_array<T> new_owned_array(std::ptrdiff_t size) {
        std::size_t const bytes = static_cast<std::size_t>(size) * sizeof(T);
        return owned_array<T>(static_cast<T*>(pool::take(bytes)), given_back{bytes});
    }
    template <class T>
    array<T> new_array(std::ptrdiff_t size) {
        owned_array<T> numbers = new_owned_array<T>(size);
        given_back const deleter = numbers.get_deleter();
        return array<T>(numbers.release(), deleter, pooled<T>());
    }

    // A number of a gradient to which nothing has contributed: see tape/adjoint.hpp. To add it changes nothing.
    template <class T>
    bool is_untouched(T const& w) {
        return adjoint<T>{w}.untouched();
    }
    template <class T>
    owned_array<T> untouched(std::ptrdiff_t size) {
        owned_array<T> all = new_owned_array<T>(size);
        std::fill_n(all.get(), size, adjoint<T>().value);
        return all;
    }
    template <class T>
    array<T> touched_zeros(std::ptrdiff_t size, T const* from) {
        auto const all = new_array<T>(size);
        for (std::ptrdiff_t i = 0; i < size; ++i) all.get()[i] = from && !is_untouched(from[i]) ? from[i] : T(0);
        return all;
    }

    // What a sweep adds up for a tensor. A leaf's stays; that of a recorded value is there while the sweep is between those that owe to it
    // and itself.
    template <class T>
    class array_gradient : public std::enable_shared_from_this<array_gradient<T>> {
    public:
        array_gradient(std::ptrdiff_t size, bool is_leaf) : size_(size), is_leaf_(is_leaf) {}

        // To be added to.
        T* open() {
        if (is_leaf_ && gradients_apart<T>::innermost != apart_) [[unlikely]] set_apart();
            if (!sum_) sum_ = untouched<T>(size_);
            return sum_.get();
        }
        T const* get() const { return sum_.get(); }
        void set(T const* numbers) { std::copy_n(numbers, size_, open()); }
        void clear() { sum_.reset(); }
        // What has been added, for the step that pulls it back.
        owned_array<T> take() {
            if (sum_ && keeps_ && kept_in_ == gradients_apart<T>::innermost) {
                if (!kept_) kept_ = untouched<T>(size_);
                for (std::ptrdiff_t i = 0; i < size_; ++i) kept_.get()[i] += sum_.get()[i];
            }
            return std::move(sum_);
        }
        // What sweeps aside (tape::grad) bring is not kept.
        void keep() { keeps_ = true, kept_in_ = gradients_apart<T>::innermost; }
        bool keeps() const { return keeps_; }
        T const* kept() const { return kept_.get(); }
        void clear_kept() { kept_.reset(); }
        std::ptrdiff_t size() const { return size_; }
        // What looks at the gradient when a sweep has it complete, and may give another.
        struct hook {
            virtual ~hook() = default;
            virtual void look_at(basic_tensor<T>& gradient) = 0;
        };
        std::vector<std::unique_ptr<hook>> hooks;
        void run_hooks(extents const& shape);
        void keep_before_sweep(all_kept_before_sweep& all) {
            if (kept_before_ != &all) all.push_back(std::make_unique<as_it_was>(*this, all));
        }
        // For a leaf with hooks, before a sweep and after it.
        owned_array<T> begin_anew() {
            if (gradients_apart<T>::innermost != apart_) set_apart();
            return std::move(sum_);
        }
        void add_to(owned_array<T> before) {
            if (!before) return;
            for (std::ptrdiff_t i = 0; sum_ && i < size_; ++i) before.get()[i] += sum_.get()[i];
            sum_ = std::move(before);
        }
        // In a sweep forward: how the tensor changes.
        T* open_tangent() { return (tangent_ = untouched<T>(size_)).get(); }
        void clear_tangent() { tangent_.reset(); }
        T const* tangent() const { return tangent_.get(); }
        // What it keeps, put aside while it lives, and kept anew if so wanted.
        class keeping_anew {
        public:
            keeping_anew(std::shared_ptr<array_gradient> g, bool keeps)
                : gradient_(std::move(g)), kept_(std::move(gradient_->kept_)), keeps_(std::exchange(gradient_->keeps_, keeps)),
                  kept_in_(std::exchange(gradient_->kept_in_, gradients_apart<T>::innermost)) {}
            keeping_anew(keeping_anew const&) = delete;
            ~keeping_anew() { gradient_->kept_ = std::move(kept_), gradient_->keeps_ = keeps_, gradient_->kept_in_ = kept_in_; }

        private:
            std::shared_ptr<array_gradient> gradient_;
            owned_array<T> kept_;
            bool keeps_;
            gradients_apart<T>* kept_in_;
        };

    private:
        struct as_it_was final : kept_before_sweep {
            std::shared_ptr<array_gradient> gradient;
            owned_array<T> sum, kept;
            all_kept_before_sweep const* outer;

            as_it_was(array_gradient& g, all_kept_before_sweep const& all)
                : gradient(g.shared_from_this()), sum(copy(g.sum_, g.size_)), kept(copy(g.kept_, g.size_)), outer(std::exchange(g.kept_before_, &all)) {}
            ~as_it_was() override { gradient->kept_before_ = outer; }
            void put_back() noexcept override { gradient->sum_ = std::move(sum), gradient->kept_ = std::move(kept); }
            static owned_array<T> copy(owned_array<T> const& numbers, std::ptrdiff_t size) {
                if (!numbers) return nullptr;
                auto same = new_owned_array<T>(size);
                std::copy_n(numbers.get(), size, same.get());
                return same;
            }
        };
        struct before_it : gradients_apart<T>::held {
            std::shared_ptr<array_gradient> gradient;
            owned_array<T> sum;
            gradients_apart<T>* apart;

            explicit before_it(array_gradient& g) : gradient(g.shared_from_this()), sum(std::move(g.sum_)), apart(g.apart_) {}
            ~before_it() override {
                gradient->sum_ = std::move(sum);
                gradient->apart_ = apart;
            }
        };
        void set_apart() {
            gradients_apart<T>* const now = gradients_apart<T>::innermost;
            now->elsewhere.push_back(std::make_unique<before_it>(*this));
            apart_ = now;
        }

        std::ptrdiff_t size_;
        bool is_leaf_, keeps_ = false;
        gradients_apart<T>*apart_ = nullptr, *kept_in_ = nullptr;  // in which of those it has its sum, and keeps one
        all_kept_before_sweep const* kept_before_ = nullptr;       // where it has been put down already
        owned_array<T> sum_, kept_, tangent_;
    };

    // What all handles of one tensor share.
    template <class T>
    struct array_node {
        extents shape;
        array<T> values;
        id identity = constant_id;
        std::shared_ptr<array_gradient<T>> gradient{};
        bool is_form = false;  // a sum of squares, by how it has been computed: its root is a norm (op/root.hpp)

        array_node(extents s, array<T> v, id i, std::shared_ptr<array_gradient<T>> g, bool form)
            : shape(std::move(s)), values(std::move(v)), identity(i), gradient(std::move(g)), is_form(form) {}
        array_node(array_node const&) = delete;
        ~array_node() {
            if (is_leaf(identity)) current<T>.drop(identity);
        }
    };

    // An operand: a tensor, a variable or a number, and where what a sweep owes to it goes.
    template <class T>
    struct array_operand {
        extents shape{};
        array<T> values{};
        T number{};     // where there is no array
        index at = 0;   // 0: a constant
        std::shared_ptr<array_gradient<T>> gradient{};
        bool is_form = false;

        T const* data() const { return values ? values.get() : &number; }
        std::ptrdiff_t size() const { return size_of(shape); }
        array_operand without_values() && {
            values.reset();
            return std::move(*this);
        }
    };

    template <class T>
    using operand_list = std::vector<array_operand<T>, pooled<array_operand<T>>>;

    // What a sweep that is itself recorded gives to an operand (tape/tensor/second_order.hpp): a recorded tensor, and to which of its numbers
    // anything has contributed; to all if there is no list.
    template <class T>
    struct recorded_debt {
        basic_tensor<T> owed;
        std::vector<char> reached{};

        bool reaches(std::size_t i) const { return reached.empty() || reached[i] != 0; }
    };
    // One for each operand, if it has a gradient.
    template <class T>
    using recorded_debts = std::vector<std::optional<recorded_debt<T>>>;

    inline std::string place_of(extents const& shape, std::ptrdiff_t i) {
        std::string text;
        for (std::size_t k = shape.size(); k-- > 0; i /= shape[k]) text = std::to_string(i % shape[k]) + (text.empty() ? "" : ", ") + text;
        return text.empty() ? text : " at (" + text + ")";
    }

    // What a tensor owes to its operands. owe(k) is where what operand k receives is to be added, as many numbers as it has; null: it has no
    // gradient.
    template <class T>
    class debts {
    public:
        debts(arena<T>& tape, operand_list<T> const& in, bool aside = modes.anomaly) : tape_(tape), in_(in), all_aside_(aside) {}
        T* operator()(std::size_t k) {
            if (in_[k].at == 0) return nullptr;
            if (in_[k].gradient && !all_aside_) return in_[k].gradient->open();
            aside_.emplace_back(k, untouched<T>(in_[k].size()));
            return aside_.back().second.get();
        }
        // Gives away what could not be added where it belongs: to variables, and where each number is looked at.
        void settle(char const* operation, T const* w, std::ptrdiff_t size) {
            for (auto const& [k, owed] : aside_) {
                array_operand<T> const& to = in_[k];
                std::ptrdiff_t const count = to.size();
                if (modes.anomaly && std::all_of(w, w + size, is_finite<T>))
                    for (std::ptrdiff_t i = 0; i < count; ++i)
                        if (T const x = owed.get()[i]; !is_finite(x)) fail(std::string(operation) + " made the first gradient that is not finite: " + written(x) + place_of(to.shape, i));
                T const* const from = owed.get();
                if (T* const into = to.gradient ? to.gradient->open() : nullptr)
                    for (std::ptrdiff_t i = 0; i < count; ++i) into[i] += from[i];
                else if (!is_untouched(*from)) tape_.adjoint(to.at).add(*from);
            }
        }

        // In a sweep forward what is owed is a row of the Jacobian: its product with how the operands change.
        adjoint<T> times_tangents() const {
            adjoint<T> sum;
            for (auto const& [k, owed] : aside_) {
                array_operand<T> const& from = in_[k];
                adjoint<T> const of_variable = from.gradient || from.at < 0 ? adjoint<T>() : tape_.adjoint(from.at);
                T const* const tangent = from.gradient ? from.gradient->tangent() : &of_variable.value;
                for (std::ptrdiff_t i = 0, count = from.size(); tangent && i < count; ++i)
                    if (!is_untouched(owed.get()[i]) && !is_untouched(tangent[i])) sum.add(owed.get()[i] * tangent[i]);
            }
            return sum;
        }

    private:
        arena<T>& tape_;
        operand_list<T> const& in_;
        bool all_aside_;
        std::vector<std::pair<std::size_t, owned_array<T>>> aside_;
    };

    // Where a sweep pulls back what a tensor has received.
    template <class T>
    struct array_step : step<T> {
        char const* operation;
        extents result_shape;
        operand_list<T> in;
        index_list positions;
        std::shared_ptr<array_gradient<T>> own;
        kink_policy kinks = current_kinks;
        void const* rule = nullptr;  // of two with one rule and the same operands the numbers are the same

        array_step(char const* name, extents s, operand_list<T> operands, std::shared_ptr<array_gradient<T>> gradient)
            : operation(name), result_shape(std::move(s)), in(std::move(operands)), own(std::move(gradient)) {
            for (auto const& operand : in) positions.push_back(operand.at);
        }
        static void* operator new(std::size_t bytes) { return pool::take(bytes); }
        static void operator delete(void* memory, std::size_t bytes) noexcept { pool::give_back(memory, bytes); }
        bool is_function() const override { return true; }
        index_list const* operands() const override { return &positions; }
        std::string shape() const override { return written(result_shape); }
        std::size_t bytes() const override { return static_cast<std::size_t>(own->size()) * sizeof(T); }
        void clear() override { own->clear(); }
        bool calls_user() const override { return !own->hooks.empty(); }
        void keep_before_sweep(all_kept_before_sweep& all) override {
            if (own->keeps()) own->keep_before_sweep(all);
            for (auto const& a : in)
                if (a.at < 0 && a.gradient) a.gradient->keep_before_sweep(all);
        }

        struct kinks_as_recorded {
            kink_policy outer;
            explicit kinks_as_recorded(kink_policy k) : outer(std::exchange(current_kinks, k)) {}
            kinks_as_recorded(kinks_as_recorded const&) = delete;
            ~kinks_as_recorded() { current_kinks = outer; }
        };
        // A row of the Jacobian at a time.
        void push(arena<T>& tape) override {
            own->clear_tangent();
            bool moves = false;
            for (auto const& a : in) moves = moves || (a.gradient ? a.gradient->tangent() != nullptr : a.at > 0 && !tape.adjoint(a.at).untouched());
            if (!moves) return;
            kinks_as_recorded const policy(kinks);
            T* const tangent = own->open_tangent();
            for (std::ptrdiff_t i = 0; i < own->size(); ++i) {
                auto const w = untouched<T>(own->size());
                w.get()[i] = T(1);
                debts<T> owe(tape, in, true);
                give(w.get(), owe);
                tangent[i] = owe.times_tangents().value;
            }
        }
        void pull(arena<T>& tape) override {
            if (!own->hooks.empty() && own->get()) own->run_hooks(result_shape);
            auto const w = own->take();
            if (!w) return;
            kinks_as_recorded const policy(kinks);
            debts<T> owe(tape, in);
            give(w.get(), owe);
            owe.settle(operation, w.get(), own->size());
        }

        // What it owes to its operands, as recorded tensors.
        virtual recorded_debts<T> give_again(recorded_debt<T> const& w) const = 0;

    protected:
        virtual void give(T const* w, debts<T>& owe) = 0;
    };
    template <class T, class Give, class Again>
    struct giving_step final : array_step<T> {
        Give function;
        Again again;
        giving_step(char const* name, extents s, operand_list<T> operands, std::shared_ptr<array_gradient<T>> gradient, Give g, Again a)
            : array_step<T>(name, std::move(s), std::move(operands), std::move(gradient)), function(std::move(g)), again(std::move(a)) {}
        void give(T const* w, debts<T>& owe) override { function(w, std::as_const(this->in), owe); }
        recorded_debts<T> give_again(recorded_debt<T> const& w) const override {
            recorded_debts<T> all(this->in.size());
            again(w, *this, all);
            for (std::size_t k = 0; k < all.size(); ++k)
                if (this->in[k].at == 0) all[k].reset();
            return all;
        }
    };

    // The entry of such a result; 0: nothing is to be recorded.
    template <class T>
    id record_entry(char const* operation, extents const& shape, T const* values, operand_list<T> const& in) {
        if (std::none_of(in.begin(), in.end(), [](auto const& operand) { return operand.at != 0; })) return constant_id;
        std::ptrdiff_t const size = size_of(shape);
        if (modes.anomaly && modes.recording)
            for (std::ptrdiff_t i = 0; i < size; ++i)
                if (!is_finite(values[i])) fail(std::string(operation) + " made " + written(values[i]) + place_of(shape, i) + ", the first value that is not finite");
        return current<T>.record(0, T(0), 0, T(0), size == 1 ? values[0] : T(0), operation);
    }
    // The tensor that an operation gives, recorded if an operand has a gradient. A sweep calls give(w, operands, owe) with what the tensor has
    // received; one that is recorded itself calls again(w, step, owed), where owed[k] is for operand k.
    template <class T, class Give, class Again>
    basic_tensor<T> record_array(char const* operation, extents shape, array<T> values, operand_list<T> in, Give give, Again again, bool is_form = false,
                                 void const* rule = nullptr) {
        id const made = record_entry(operation, shape, values.get(), in);
        if (made == constant_id) return basic_tensor<T>(std::move(shape), std::move(values), constant_id, nullptr, is_form);
        auto gradient = std::allocate_shared<array_gradient<T>>(pooled<array_gradient<T>>(), size_of(shape), false);
        auto* const recorded = new giving_step<T, Give, Again>(operation, shape, std::move(in), gradient, std::move(give), std::move(again));
        std::unique_ptr<step<T>> owner(recorded);
        recorded->at = current<T>.find(made);
        recorded->rule = rule;
        current<T>.add_step(std::move(owner));
        return basic_tensor<T>(std::move(shape), std::move(values), made, std::move(gradient), is_form);
    }

    // Whether two operands are the same tensor, or have been computed alike from the same.
    template <class T>
    bool is_same(array_operand<T> const& a, array_operand<T> const& b, int depth = 4) {
        if (a.shape != b.shape) return false;
        if (a.at == 0 && b.at == 0) return std::equal(a.data(), a.data() + a.size(), b.data());
        if (a.at == b.at) return a.values == b.values;
        if (depth == 0 || a.at <= 0 || b.at <= 0) return false;
        auto const *one = current<T>.function_at(a.at), *other = current<T>.function_at(b.at);
        if (!one || !other || one->shape().empty() || other->shape().empty()) return false;
        auto const &x = static_cast<array_step<T> const&>(*one), &y = static_cast<array_step<T> const&>(*other);
        if (!x.rule || x.rule != y.rule) return false;
        for (std::size_t k = 0; k < x.in.size(); ++k)
            if (!is_same(x.in[k], y.in[k], depth - 1)) return false;
        return true;
    }

    // Variables of which each is a number of a tensor: one function of the record.
    template <class T>
    struct numbers_of_array final : step<T> {
        index_list position;
        std::shared_ptr<array_gradient<T>> from;

        numbers_of_array(index whole, std::shared_ptr<array_gradient<T>> f) : position{whole}, from(std::move(f)) {}
        index_list const* operands() const override { return &position; }
        void keep_before_sweep(all_kept_before_sweep& all) override {
            if (position[0] < 0) from->keep_before_sweep(all);
        }
        void pull(arena<T>& tape) override {
            for (index k = 0; k < this->outputs; ++k) {
                auto& a = tape.adjoint(this->at + 1 + k);
                if (a.untouched()) continue;
                from->open()[k] += a.get();
                a.clear();
            }
        }
        void push(arena<T>& tape) override {
            for (index k = 0; k < this->outputs; ++k) {
                auto& a = tape.adjoint(this->at + 1 + k);
                a.clear();
                if (from->tangent()) a.add(from->tangent()[k]);
            }
        }
    };

}

}
