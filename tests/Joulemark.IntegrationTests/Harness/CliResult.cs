using System.Text.Json;
using Xunit;

namespace Joulemark.IntegrationTests.Harness;

/// <summary>How a command ended, and what it said.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The exit code, with everything said where it is another.</summary>
    public CliResult Expect(params int[] codes)
    {
        Assert.DoesNotContain("internal error", Error, StringComparison.Ordinal); // it exits with 3, as a result that is not valid does
        Assert.True(codes.Contains(ExitCode), $"exit code {ExitCode}, expected {string.Join(" or ", codes)}\n{this}");
        return this;
    }

    /// <summary>Standard error holds each of the texts.</summary>
    public CliResult Says(params string[] texts)
    {
        foreach (var text in texts)
            Assert.True(Error.Contains(text, StringComparison.Ordinal), $"standard error does not say '{text}'\n{this}");
        return this;
    }

    /// <summary>Standard output as the one JSON document that it is.</summary>
    public JsonElement Json => JsonElement.Parse(Output);

    public override string ToString() => $"exit code {ExitCode}\n--- standard output\n{Output}\n--- standard error\n{Error}";
}
