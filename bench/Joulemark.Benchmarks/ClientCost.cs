using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Serving;
using Joulemark.Serving.Http;
using Joulemark.Serving.OpenAI;
using Joulemark.Testing.Servers;

namespace Joulemark.Benchmarks;

/// <summary>
/// What the load client costs: CPU time per million tokens. The fake server runs in the same process, so its cost is
/// measured apart, with a bare socket that sends the same requests and throws the same bytes away, and taken off.
/// </summary>
internal static class ClientCost
{
    private const int TokensPerAnswer = 128;
    private const int Requests = 4000;
    private const int Repeats = 5;

    public static async Task RunAsync()
    {
        Console.WriteLine("| stream | client + fake, CPU s/Mtoken | fake alone | client | tokens/s per core of the client |");
        Console.WriteLine("|---|--:|--:|--:|--:|");
        foreach (var delivery in new[] { FakeDelivery.Coalesced, FakeDelivery.EventByEvent })
        {
            await using var server = FakeOpenAIServer.Start(new FakeBehavior
            {
                Tokens = [.. Enumerable.Range(0, TokensPerAnswer).Select(i => " token" + i.ToString(CultureInfo.InvariantCulture))],
                Delivery = delivery,
            });
            var (both, alone) = (new List<double>(), new List<double>());
            for (var repeat = 0; repeat <= Repeats; repeat++)
            {
                var client = await CostAsync(() => AskAsync(server.Url));
                var socket = await CostAsync(() => DrainAsync(server.Url));
                if (repeat == 0)
                    continue; // compiling
                both.Add(client);
                alone.Add(socket);
            }

            var (total, fake) = (Median(both), Median(alone));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {delivery} | {total:0.00} | {fake:0.00} | {total - fake:0.00} | {1e6 / (total - fake):0} |"));
        }
    }

    /// <summary>CPU seconds per million tokens of an action that takes all the requests' answers.</summary>
    private static async Task<double> CostAsync(Func<Task> action)
    {
        var before = Environment.CpuUsage.TotalTime;
        await action();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds / (Requests * TokensPerAnswer) * 1e6;
    }

    private static async Task AskAsync(Uri url)
    {
        var spec = new ServerSpec { Kind = "openai", Api = "chat", Threads = 1, RequestTimeout = TimeSpan.FromMinutes(1), StartTimeout = TimeSpan.FromMinutes(1) };
        var protocol = new OpenAIProtocol(spec);
        protocol.Address(url, "fake");
        using var client = new StreamingClient(protocol, url, new MonotonicClock(TimeProvider.System), spec.RequestTimeout);
        var request = ServerRequest.Of("What is it?", TokensPerAnswer);
        for (var i = 0; i < Requests; i++)
        {
            var reply = await client.SendAsync(request, CancellationToken.None);
            if (reply.Error is not null || reply.Usage?.CompletionTokens != TokensPerAnswer)
                throw new InvalidOperationException(reply.Error ?? "The answer is short.");
        }
    }

    private static async Task DrainAsync(Uri url)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(url.Host, url.Port);
        var request = Encoding.ASCII.GetBytes("POST /v1/chat/completions HTTP/1.1\r\nHost: fake\r\nContent-Length: 2\r\n\r\n{}");
        var buffer = new byte[16 * 1024];
        for (var i = 0; i < Requests; i++)
        {
            await socket.SendAsync(request);
            for (var seen = 0; !buffer.AsSpan(0, seen).EndsWith("\r\n0\r\n\r\n"u8);)
            {
                // What may be the beginning of the stream's end stays.
                var kept = Math.Min(seen, 6);
                buffer.AsSpan(seen - kept, kept).CopyTo(buffer);
                var count = await socket.ReceiveAsync(buffer.AsMemory(kept));
                if (count == 0)
                    throw new InvalidOperationException("The fake server has closed the connection.");
                seen = kept + count;
            }
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
