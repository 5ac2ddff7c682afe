using System.Diagnostics;
using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving;
using Joulemark.Serving.Http;
using Joulemark.Serving.Launching;
using Joulemark.Serving.Mock;
using Joulemark.Serving.OpenAI;

namespace Joulemark.Running;

/// <summary>
/// What the load client can take on this machine, by a server of its own that has nothing to think about: tokens a second
/// where a server's tokens come many at a time, and where each comes by itself. What was taken is divided by the share of
/// the time that the client's thread worked for it, so that a mock that is slower than the client hides nothing.
/// </summary>
internal sealed class ClientCeiling(RunSettings settings, MonotonicClock clock)
{
    private const int Streams = 64;
    private const int Tokens = 128;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Measures for a time.</summary>
    /// <param name="oneByOne">True where each token comes by itself.</param>
    /// <param name="phase">How long to ask, after half as long to warm up.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ClientCeilingResult> MeasureAsync(bool oneByOne, TimeSpan phase, CancellationToken cancellationToken)
    {
        string[] command = [.. settings.Joulemark, "mock", "--tokens", Tokens.ToString(CultureInfo.InvariantCulture), .. oneByOne ? (string[])["--one-by-one"] : []];
        await using var process = ServerProcess.Start("the mock server", new ProcessStartInfo(command[0], command[1..]), MockServer.Announcement, new ServerLog(file: null));
        var url = new Uri(await process.WaitForAnnouncementAsync(StartTimeout, cancellationToken));
        var spec = new ServerSpec { Kind = "openai", Api = "chat", Threads = 1, RequestTimeout = StartTimeout, StartTimeout = StartTimeout };
        var protocol = new OpenAIProtocol(spec);
        protocol.Address(url, MockServer.Model);
        using var client = new StreamingClient(protocol, url, clock, spec.RequestTimeout);
        await client.PrepareAsync(Streams, cancellationToken);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        long tokens = 0;
        var asking = Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => AskAsync(client, count => Interlocked.Add(ref tokens, count), stop.Token)));
        await clock.Delay(phase / 2, cancellationToken);
        client.Watch?.Begin();
        var (began, before, cpu) = (clock.Now, Interlocked.Read(ref tokens), Environment.CpuUsage.TotalTime);
        await clock.Delay(phase, cancellationToken);
        var load = client.Watch?.End();
        var (seconds, taken, used) = ((clock.Now - began).TotalSeconds, Interlocked.Read(ref tokens) - before, Environment.CpuUsage.TotalTime - cpu);
        await stop.CancelAsync();
        await asking;
        return new ClientCeilingResult
        {
            OneByOne = oneByOne,
            TokensPerSecond = taken / seconds / Math.Max(load?.BusyShare ?? 1, 0.01),
            TakenPerSecond = taken / seconds,
            ReadsPerSecond = load?.Reads / seconds / Math.Max(load?.BusyShare ?? 1, 0.01),
            BusyShare = load?.BusyShare,
            TokensPerRead = load is { Reads: > 0 } ? taken / (double)load.Reads : null,
            CpuSecondsPerMillionTokens = taken > 0 ? used.TotalSeconds / taken * 1e6 : null,
        };
    }

    private static async Task AskAsync(StreamingClient client, Action<int> count, CancellationToken stop)
    {
        var request = ServerRequest.Of("How many can you take?", Tokens);
        while (!stop.IsCancellationRequested)
        {
            var reply = await client.SendAsync(request, CancellationToken.None).ConfigureAwait(false);
            if (reply.Error is not null)
                return;
            count(reply.TokenCount);
        }
    }
}
