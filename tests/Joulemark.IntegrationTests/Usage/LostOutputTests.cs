using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Usage;

/// <summary>Output that goes nowhere: a full disk, a closed stream.</summary>
public sealed class LostOutputTests
{
    [Theory]
    [InlineData("schema > /dev/full")]
    [InlineData("meters > /dev/full")]
    [InlineData("meters --json > /dev/full")]
    [InlineData("completion bash > /dev/full")]
    [InlineData("meters >&-")]
    public async Task StandardOutput_ThatCannotBeWritten_IsAnError(string arguments)
    {
        var result = (await ShellAsync(arguments)).Expect(2).Says("JM4004", "standard output cannot be written");
        Assert.DoesNotContain("internal error", result.Error, StringComparison.Ordinal);
    }

    /// <summary>A run of hours does not end for want of a place for its progress.</summary>
    [Theory]
    [InlineData("2> /dev/full")]
    [InlineData("2>&-")]
    public async Task StandardError_ThatCannotBeWritten_IsDoneWithout(string redirected)
    {
        using var runs = new TemporaryDirectory();
        var result = (await ShellAsync($"measure --idle 0s --repeat 2 --runs '{runs.Path}' --json -- true {redirected}")).Expect(0, 3);
        Assert.True(result.Json.TryGetProperty("configurations", out _));
        (await ShellAsync($"no-such-command {redirected}")).Expect(2);
    }

    private static async Task<CliResult> ShellAsync(string arguments)
    {
        await using var process = CliProcess.StartCommand(["/bin/sh", "-c", $"{string.Join(' ', CliProcess.Command.Select(c => $"'{c}'"))} {arguments}"]);
        return await process.ExitAsync();
    }
}
