using System.Security.Cryptography.X509Certificates;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Serving;
using Joulemark.Serving.Http;
using Joulemark.Serving.Http.Epoll;
using Joulemark.Serving.OpenAI;
using Xunit;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>The ways a request can go out, each of which must bear the same.</summary>
internal static class Transports
{
    public const string Handler = "handler";
    public const string Epoll = "epoll";

    /// <summary>For theories over all of them.</summary>
    public static TheoryData<string> Names => OperatingSystem.IsLinux() ? [Handler, Epoll] : [Handler];

    /// <summary>All of them with each of some cases.</summary>
    public static TheoryData<string, T> With<T>(IEnumerable<T> cases)
    {
        var data = new TheoryData<string, T>();
        foreach (var one in cases)
        {
            foreach (var name in Names)
                data.Add(name.Data, one);
        }

        return data;
    }

    /// <summary>An OpenAI-compatible server.</summary>
    public static ServerSpec Spec { get; } = new()
    {
        Kind = "openai",
        Api = "chat",
        Threads = 1,
        RequestTimeout = TimeSpan.FromMinutes(1),
        StartTimeout = TimeSpan.FromMinutes(1),
    };

    public static HttpTransport Create(string name, Uri server, MonotonicClock clock, string? authorization = null, X509Certificate2Collection? authorities = null) => name switch
    {
        Handler => new HandlerTransport(server, clock, authorization, authorities),
        Epoll => new EpollTransport(EpollTransport.AddressesOf(server), clock, authorization),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such transport"),
    };

    /// <summary>A client of an OpenAI-compatible server.</summary>
    public static StreamingClient Client(
        string transport, Uri server, string api = "chat", TimeSpan? timeout = null, string? key = null, X509Certificate2Collection? authorities = null)
    {
        var protocol = new OpenAIProtocol(Spec with { Api = api });
        protocol.Address(server, "fake");
        var clock = new MonotonicClock(TimeProvider.System);
        return new StreamingClient(protocol, Create(transport, server, clock, key is null ? null : "Bearer " + key, authorities), clock, timeout ?? TimeSpan.FromMinutes(1), key);
    }

    public static ServerRequest Ask(string prompt = "What is it?", Action? onToken = null) =>
        new() { Messages = [new ChatMessage("user", prompt)], MaxOutputTokens = 16, Seed = 1, OnToken = onToken };

    /// <summary>Asks once.</summary>
    public static async Task<ServerReply> AskAsync(string transport, ScriptedServer server, TimeSpan? timeout = null, string? key = null)
    {
        using var client = Client(transport, server.Url, timeout: timeout, key: key);
        return await client.SendAsync(Ask(), TestContext.Current.CancellationToken);
    }
}
