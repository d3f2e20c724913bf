// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Prices of options as an operator of PyTorch: the same prices and gradients as by PyTorch's own operations, whose record has some twenty entries
// in place of one; then a volatility that is fitted to prices by PyTorch's optimiser.
#include <typegrad.hpp>
#include <typegrad/torch.hpp>

#include <torch/torch.h>

#include <array>
#include <cmath>
#include <cstdio>

namespace {

// The market, spot and rate, is one for all contracts.
constexpr auto call = [](auto const& market, auto strike, auto volatility, auto years) {
    auto const spread = volatility * sqrt(years);
    auto const d = (log(market[0] / strike) + market[1] * years) / spread + spread / 2;
    return market[0] * norm_cdf(d) - strike * exp(-market[1] * years) * norm_cdf(d - spread);
};

at::Tensor by_torch(at::Tensor const& market, at::Tensor const& strike, at::Tensor const& volatility, at::Tensor const& years) {
    auto const normal = [](at::Tensor const& x) { return 0.5 * at::erfc(x * -std::sqrt(0.5)); };
    at::Tensor const spot = market.select(-1, 0), rate = market.select(-1, 1), spread = volatility * years.sqrt();
    at::Tensor const d = ((spot / strike).log() + rate * years) / spread + spread / 2;
    return spot * normal(d) - strike * (-rate * years).exp() * normal(d - spread);
}

template <class F>
bool is_refused(F const& use) {
    try {
        use();
    } catch (c10::Error const&) {
        return true;
    }
    return false;
}

}

int main() {
    auto const price = typegrad::for_torch<2, 0, 0, 0>(call);
    bool right = true;
    for (auto const type : {at::kDouble, at::kFloat}) {
        auto const leaf = [&](at::Tensor const& t) { return t.to(type).requires_grad_(); };
        // 3 maturities by 1000 strikes: the shapes broadcast.
        at::Tensor const market = leaf(at::tensor({100.0, 0.02}, at::kDouble)), strike = leaf(at::linspace(60, 140, 1000, at::kDouble)), volatility = leaf(at::full({}, 0.2, at::kDouble)),
                         years = at::tensor({0.25, 1.0, 2.0}, at::kDouble).to(type).unsqueeze(-1);
        at::Tensor const ours = price(market, strike, volatility, years), theirs = by_torch(market, strike, volatility, years);
        double const within = type == at::kDouble ? 1e-9 : 2e-3;
        right = right && ours.sizes() == theirs.sizes() && at::allclose(ours, theirs, within, within);
        at::Tensor const weight = at::linspace(-1, 1, 3000, at::kDouble).to(type).view({3, 1000});
        auto const gradient = torch::autograd::grad({(ours * weight).sum()}, {market, strike, volatility}), expected = torch::autograd::grad({(theirs * weight).sum()}, {market, strike, volatility});
        for (std::size_t k = 0; k < gradient.size(); ++k) {
            double const off = ((gradient[k] - expected[k]).abs() / (1 + expected[k].abs())).max().item<double>();
            right = right && gradient[k].sizes() == expected[k].sizes() && off < within;
            std::printf("%s, gradient %zu: PyTorch's within %.1e\n", type == at::kDouble ? "double" : "float", k, off);
        }
    }
    {
        // Several results, one argument, data that is held: finite differences.
        auto const scaled = typegrad::for_torch<2>(typegrad::with([](auto const& p, auto s) { return std::array{s * p[0] * p[1], sin(p[0]), p[1]}; }, 3.0));
        at::Tensor const p = at::tensor({0.5, 2.0, -1.0, 0.25}, at::kDouble).view({2, 2}).requires_grad_();
        at::Tensor const y = scaled(p), weight = at::tensor({1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, at::kDouble).view({2, 3});
        y.backward(weight);
        for (int i = 0; i < 4; ++i) {
            at::AutoGradMode const without(false);
            at::Tensor step = at::zeros({4}, at::kDouble);
            step[i] = 1e-6;
            double const difference = (((scaled(p + step.view({2, 2})) - scaled(p - step.view({2, 2}))) * weight).sum() / 2e-6).item<double>();
            right = right && std::abs(difference - p.grad().view({4})[i].item<double>()) < 1e-8;
        }
        right = right && is_refused([&] { torch::autograd::grad({scaled(p).sum()}, {p}, {}, true, true); });
        right = right && is_refused([&] { scaled(at::zeros({2, 3}, at::kDouble)); }) && is_refused([&] { scaled(at::zeros({2}, at::kLong)); });
        right = right && !scaled(p.detach()).requires_grad();
    }
    // The prices of a market whose volatility is 0.31; where does an optimiser that begins at 0.1 end?
    at::Tensor const market = at::tensor({100.0, 0.02}, at::kDouble), strike = at::linspace(80, 120, 41, at::kDouble), years = at::full({}, 1.0, at::kDouble);
    at::Tensor const seen = by_torch(market, strike, at::full({}, 0.31, at::kDouble), years), volatility = at::full({}, 0.1, at::kDouble).requires_grad_();
    torch::optim::LBFGS optimiser({volatility}, torch::optim::LBFGSOptions(1).max_iter(50).line_search_fn("strong_wolfe"));
    optimiser.step([&] {
        optimiser.zero_grad();
        at::Tensor const loss = (price(market, strike, volatility, years) - seen).square().mean();
        loss.backward();
        return loss;
    });
    std::printf("volatility: %.6f\n", volatility.item<double>());
    right = right && std::abs(volatility.item<double>() - 0.31) < 1e-5;
    return right ? 0 : 1;
}
