using System.Globalization;
using Joulemark.Serving.Reference;
using Xunit;

namespace Joulemark.IntegrationTests.Harness;

/// <summary>A <c>joulemark reference</c> that serves two models for the tests of a class.</summary>
public sealed class ReferenceProcess : IAsyncLifetime
{
    private CliProcess? _process;

    public HttpClient Http { get; } = new() { Timeout = CliProcess.Patience };

    internal int Id => _process!.Id;

    public async ValueTask InitializeAsync()
    {
        _process = CliProcess.Start(["reference", "--port", "0", "--model", "small-fp32", "--model", "small-int8"]);
        var line = await _process.OutputLineAsync(ReferenceLauncher.Announcement);
        Http.BaseAddress = new Uri(line[ReferenceLauncher.Announcement.Length..].Trim());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
    }

    /// <summary>The value of a counter on <c>/metrics</c>.</summary>
    internal async Task<long> MetricAsync(string name, string model = "small-fp32")
    {
        var text = await Http.GetStringAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        var start = $"joulemark_reference_{name}{{model=\"{model}\"}} ";
        var line = Assert.Single(text.Split('\n'), l => l.StartsWith(start, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(start.Length), CultureInfo.InvariantCulture);
    }
}
