// QuantLib's barest calls over the options of options.rs: one line of JSON per figure.
// Built by `cargo xtask bench` where QuantLib's headers are installed; nothing else uses it.
#include <ql/pricingengines/blackcalculator.hpp>
#include <ql/pricingengines/blackformula.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <vector>

using QuantLib::BlackCalculator;
using QuantLib::Option;

namespace {

constexpr int kOptions = 4096;
constexpr int kSamples = 41;

struct Contract {
    Option::Type type;
    double forward, strike, years, vol, discount, price;
};

std::vector<Contract> chain() {
    const double expiries[] = {0.003, 0.02, 0.04, 0.08, 0.25, 0.5, 1.0, 2.0};
    std::vector<Contract> options;
    for (int i = 0; i < kOptions; ++i) {
        const double years = expiries[i % 8];
        const double walk = i * 0.61803398875;
        const double distance = (walk - std::floor(walk) - 0.5) * 8.0;
        const double vol = 0.6 + 0.02 * distance * distance;
        const double strike = 3400.0 * std::exp(distance * vol * std::sqrt(years));
        const Option::Type type = (i / 8) % 2 == 0 ? Option::Call : Option::Put;
        const double price =
            BlackCalculator(type, strike, 3400.0, vol * std::sqrt(years), 0.99).value();
        options.push_back({type, 3400.0, strike, years, vol, 0.99, price});
    }
    return options;
}

template <class Call>
void measure(const char* key, const std::vector<Contract>& options, Call call) {
    std::vector<double> samples;
    volatile double kept = 0.0;
    for (int sample = 0; sample < kSamples; ++sample) {
        const auto start = std::chrono::steady_clock::now();
        double sum = 0.0;
        for (int again = 0; again < 4; ++again) {
            for (const Contract& option : options) sum += call(option);
        }
        const std::chrono::duration<double, std::nano> time =
            std::chrono::steady_clock::now() - start;
        kept = kept + sum;
        samples.push_back(time.count() / (4.0 * options.size()));
    }
    std::sort(samples.begin(), samples.end());
    std::printf("{\"key\":\"%s\",\"median\":%f,\"fastest\":%f}\n", key, samples[kSamples / 2],
                samples[0]);
}

}  // namespace

int main() {
    const std::vector<Contract> options = chain();
    measure("quantlib-price", options, [](const Contract& o) {
        return BlackCalculator(o.type, o.strike, o.forward, o.vol * std::sqrt(o.years), o.discount)
            .value();
    });
    measure("quantlib-price-5-greeks", options, [](const Contract& o) {
        const BlackCalculator calculator(o.type, o.strike, o.forward, o.vol * std::sqrt(o.years),
                                         o.discount);
        return calculator.value() + calculator.deltaForward() + calculator.gammaForward() +
               calculator.vega(o.years) + calculator.theta(o.forward, o.years) +
               calculator.rho(o.years);
    });
    measure("quantlib-implied-vol", options, [](const Contract& o) {
        // Prices next to nothing or next to intrinsic value make QuantLib throw; they count as tried.
        try {
            return QuantLib::blackFormulaImpliedStdDev(o.type, o.strike, o.forward, o.price,
                                                       o.discount) /
                   std::sqrt(o.years);
        } catch (const std::exception&) {
            return 0.0;
        }
    });
}
