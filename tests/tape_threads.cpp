// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A tape per thread. Values of another thread are refused; numbers pass, and gradients recorded in parallel are merged in a fixed
// order, so that any number of threads gives the same bits. Clean under ThreadSanitizer.
#define BOOST_TEST_MODULE typegrad_tape_threads
#include <boost/test/unit_test.hpp>

#include <typegrad/tape.hpp>

#include <atomic>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace tape = typegrad::tape;
using variable = tape::variable<double>;

// What another thread's call throws, or nothing.
template <class F>
std::string thrown_elsewhere(F f) {
    std::string what;
    std::thread([&] {
        try {
            f();
        } catch (std::logic_error const& error) {
            what = error.what();
        }
    }).join();
    return what;
}
bool contains(std::string const& text, char const* part) { return text.find(part) != std::string::npos; }

}

BOOST_AUTO_TEST_CASE(foreign_values) {
    variable scale{3.0, tape::requires_grad};
    variable const recorded = scale * scale;
    BOOST_TEST(contains(thrown_elsewhere([&] {
                            variable u{2.0, tape::requires_grad}, v{5.0, tape::requires_grad};
                            (scale * u + v).backward();
                        }),
                        "another thread"));
    BOOST_TEST(contains(thrown_elsewhere([&] { (void)(scale * scale); }), "another thread"));
    BOOST_TEST(contains(thrown_elsewhere([&] { (void)sin(recorded); }), "another thread"));
    BOOST_TEST(contains(thrown_elsewhere([&] { recorded.backward(); }), "another thread"));
    BOOST_TEST(contains(thrown_elsewhere([&] { (void)scale.grad(); }), "another thread"));
    BOOST_TEST(contains(thrown_elsewhere([&] { scale.zero_grad(); }), "another thread"));
    BOOST_TEST(contains(thrown_elsewhere([&] { (void)tape::gradient([&](auto t) { return scale * t; })(2.0); }), "another thread"));
    BOOST_TEST(contains(thrown_elsewhere([here = tape::here()] { tape::reset(here); }), "another thread"));
    double derivative = 0;
    BOOST_TEST(thrown_elsewhere([&] {
                   variable u{2.0, tape::requires_grad};
                   (scale.detach() * u * u).backward();
                   derivative = u.grad();
               }) == "");
    BOOST_TEST(derivative == 12);
    recorded.backward();
    BOOST_TEST(scale.grad() == 6);
}

// What a thread has left behind when it ended, beside the tape that has its number now.
BOOST_AUTO_TEST_CASE(of_threads_that_have_ended) {
    std::optional<variable> leaf, value;
    std::thread([&] {
        leaf.emplace(2.0, tape::requires_grad);
        value = *leaf * *leaf;
    }).join();
    for (int i = 0; i < 3; ++i) {
        auto const what = thrown_elsewhere([&] {
            variable u{5.0, tape::requires_grad};
            variable const v = u * u;
            try {
                (void)(*leaf * v);
            } catch (std::logic_error const&) {
                (void)(*value * v);
                throw std::runtime_error("");
            }
        });
        BOOST_TEST(what != "");
    }
    BOOST_TEST(value->detach().value() == 4);
}

// A copy may be made and destroyed by another thread; the leaf lives until its last one is gone.
BOOST_AUTO_TEST_CASE(copies_in_other_threads) {
    std::optional<variable> leaf;
    leaf.emplace(2.0, tape::requires_grad);
    (*leaf * *leaf).backward();
    variable elsewhere;
    for (int i = 0; i < 100; ++i) std::thread([copy = *leaf, &elsewhere] { elsewhere = copy; }).join();
    leaf.reset();
    std::vector<variable> others;
    for (int i = 0; i < 100; ++i) others.emplace_back(1.0, tape::requires_grad);
    BOOST_TEST(elsewhere.grad() == 4);
    std::thread([last = std::move(elsewhere)] { (void)last; }).join();
    for (int i = 0; i < 100; ++i) others.emplace_back(1.0, tape::requires_grad);
    variable sum = 0;
    for (auto const& other : others) sum += other;
    sum.backward();
    for (auto const& other : others) BOOST_TEST(other.grad() == 1);
}

// Blocks of the sum are recorded by whichever thread comes first; their gradients are added in the order of the blocks.
BOOST_AUTO_TEST_CASE(parallel_recording) {
    std::vector<double> const parameters{0.3, -1.2, 2.5};
    constexpr std::size_t blocks = 24;
    auto const gradient = [&](int threads) {
        std::vector<std::vector<double>> part(blocks);
        std::atomic<std::size_t> next = 0;
        auto const work = [&] {
            auto p = tape::leaves(parameters);  // of this thread
            for (std::size_t block; (block = next++) < blocks;) {
                variable sum = 0;
                for (int i = 0; i < 200; ++i) {
                    double const x = 0.01 * (static_cast<double>(block) * 200 + i);
                    sum += sin(p[0] * x) * exp(p[1] * 0.1) + p[2] / (1 + x * x);
                }
                sum.backward();
                for (auto& q : p) part[block].push_back(q.grad()), q.zero_grad();
            }
        };
        std::vector<std::thread> team;
        for (int i = 0; i < threads; ++i) team.emplace_back(work);
        for (auto& member : team) member.join();
        std::vector<double> total(parameters.size());
        for (auto const& g : part)
            for (std::size_t k = 0; k < total.size(); ++k) total[k] += g[k];
        return total;
    };
    auto const alone = gradient(1);
    for (int threads : {2, 3, 5}) BOOST_TEST((gradient(threads) == alone));
    BOOST_TEST(alone[2] > 0);
}
