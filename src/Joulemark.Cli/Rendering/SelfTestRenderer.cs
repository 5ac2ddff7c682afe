using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Reporting;
using Joulemark.Running;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>What <c>joulemark selftest</c> found, for people.</summary>
internal static class SelfTestRenderer
{
    public static void Print(SelfTestResult result)
    {
        var console = Terminal.For();
        foreach (var meter in result.Meters)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{meter.Source}: {meter.Channels} channels, {(meter.ReadSeconds is { } read ? $"{Figures.Scaled(read, "s")} a reading" : "on a thread of its own")}"));
        }

        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"at {result.SampleRate:0.#} readings a second, with metering less without ({result.CpuShare.N} pairs of {result.PhaseSeconds:0.##} s, 95 % intervals):"));
        console.WriteLine($"  CPU     {Range(result.CpuShare, 100, "% of one core")}");
        console.WriteLine($"  power   {(result.Power.Value is null ? "cannot be seen here: no energy counter covers what is counted" : $"{Range(result.Power, 1, "W")} ({string.Join(" + ", result.PowerChannels)})")}");
        console.WriteLine($"  jitter  {(result.JitterSeconds is { } jitter ? $"99 % of the readings within {Figures.Scaled(jitter, "s")} of their time" : "no meter is read at this pace")}, {result.Overruns} left out");
        console.WriteLine($"watching the machine: {(result.WatchShare is { } watch ? string.Create(CultureInfo.InvariantCulture, $"{watch * 100:0.00} % of one core") : "lengthen --phase to see what it costs")}");
        console.WriteLine("the load client, by a server without a model; what a busy client could take:");
        foreach (var client in result.Client)
        {
            console.WriteLine($"  {(client.OneByOne ? "each token by itself" : "many tokens at once ")}  {string.Join(", ", Known(client))}");
        }
    }

    /// <summary>What is known of a client: one that nobody could watch has a rate of tokens only.</summary>
    private static IEnumerable<string> Known(ClientCeilingResult client)
    {
        yield return Figures.Scaled(client.TokensPerSecond, "tokens/s");
        if (client.ReadsPerSecond is { } reads)
            yield return Figures.Scaled(reads, "reads/s");
        if (client.TokensPerRead is { } tokens)
            yield return string.Create(CultureInfo.InvariantCulture, $"{tokens:0.#} tokens a read");
        if (client.CpuSecondsPerMillionTokens is { } cpu)
            yield return string.Create(CultureInfo.InvariantCulture, $"{cpu:0.##} CPU s a million");
        if (client.BusyShare is { } busy)
            yield return string.Create(CultureInfo.InvariantCulture, $"{busy:P0} busy");
    }

    private static string Range(Estimate estimate, double factor, string unit)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{estimate.Value * factor:0.0} {unit} ({estimate.Lower * factor:0.0} to {estimate.Upper * factor:0.0})");
        return estimate.Lower < 0 ? $"{text}: not told from nothing by this test; lengthen --phase on a quiet machine" : text;
    }
}
