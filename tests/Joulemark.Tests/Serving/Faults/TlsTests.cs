using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Metrology;
using Joulemark.Serving;
using Joulemark.Serving.Http;
using Joulemark.Serving.OpenAI;
using Joulemark.Testing.Devices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>Certificates that do not hold are refused in words that a person can act on, and HTTP/2 works over those that do.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    [Fact]
    public async Task Certificate_ThatHasExpired_SaysWhen()
    {
        using var certificate = _certificates.Sign(from: -30, to: -3);
        var day = TimeProvider.System.GetUtcNow().AddDays(-3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        await AssertRefusedAsync(certificate, $"the certificate of 127.0.0.1 expired on {day} ");
    }

    [Fact]
    public async Task Certificate_OfTheFuture_SaysFromWhenOn()
    {
        using var certificate = _certificates.Sign(from: 3, to: 30);
        var day = TimeProvider.System.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        await AssertRefusedAsync(certificate, $"the certificate of 127.0.0.1 is not valid before {day} ");
    }

    [Fact]
    public async Task Certificate_OfAnotherName_SaysBoth()
    {
        using var certificate = _certificates.Sign(name: "llm.example");

        await AssertRefusedAsync(certificate, "is for llm.example and not for 127.0.0.1");
    }

    [Fact]
    public async Task Certificate_SignedByItself_SaysSo()
    {
        using var certificate = _certificates.Sign(selfSigned: true);

        await AssertRefusedAsync(certificate, "is signed by itself and not trusted");
    }

    [Fact]
    public async Task Authority_ThatNobodyKnows_IsNamed()
    {
        using var certificate = _certificates.Sign();
        await using var server = await SecureServer.StartAsync(certificate, HttpProtocols.Http1, AnswerAsync);
        using var client = Transports.Client(Transports.Handler, server.Url);

        var reply = await client.SendAsync(Transports.Ask(), TestContext.Current.CancellationToken);

        Assert.Equal(FailureKinds.Tls, reply.ErrorKind);
        Assert.Contains("signed by CN=test authority, which is not trusted on this machine", reply.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_OfAServerWithABadCertificate_SaysWhatIsWrongAndWhatToDo()
    {
        using var certificate = _certificates.Sign(from: -30, to: -3);
        await using var server = await SecureServer.StartAsync(certificate, HttpProtocols.Http1, AnswerAsync);
        using var probe = new ServerProbe(server.Url, apiKey: null, TimeSpan.FromMinutes(1));

        var failure = await Assert.ThrowsAsync<JoulemarkException>(() => probe.AskAsync(server.Url, TestContext.Current.CancellationToken));

        var said = Assert.Single(failure.Diagnostics);
        Assert.Equal("JM3015", said.Id);
        Assert.Contains("expired on", said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_BehindAnAuthorityThatTheUserNames_IsReached()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "authority.pem");
        await File.WriteAllTextAsync(file, _certificates.Authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        using var certificate = _certificates.Sign();
        await using var server = await SecureServer.StartAsync(certificate, HttpProtocols.Http1AndHttp2, context =>
            context.Request.Method == "GET" ? context.Response.WriteAsync("""{"data":[{"id":"fake"}]}""") : AnswerAsync(context));
        var spec = Transports.Spec with { Url = server.Url, CaFile = file };
        await using var remote = new RemoteServer(spec, new ServerEnvironment(new MonotonicClock(TimeProvider.System), HostPaths.FromEnvironment(), null, []), new OpenAIProtocol(spec));

        var description = await remote.StartAsync(TestContext.Current.CancellationToken);
        var reply = await remote.SendAsync(Transports.Ask(), TestContext.Current.CancellationToken);

        Assert.Equal("fake", description.Model);
        Assert.Equal((null, "Hi 😀"), (reply.Error, reply.Output));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nothing\n")]
    public async Task AuthorityFile_ThatHoldsNone_IsNamed(string? content)
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "authority.pem");
        if (content is not null)
            await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        var failure = Assert.Throws<JoulemarkException>(() => AuthorityFile.Read(file));

        Assert.Equal(ExitCode.BadUsage, failure.ExitCode);
        Assert.Equal("JM3016", Assert.Single(failure.Diagnostics).Id);
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlainHttp_WhereTlsIsAsked_IsAFailureOfTls()
    {
        await using var server = ScriptedServer.Start(async c => await c.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"));
        using var client = Transports.Client(Transports.Handler, new UriBuilder(server.Url) { Scheme = "https" }.Uri);

        Assert.Equal(FailureKinds.Tls, (await client.SendAsync(Transports.Ask(), TestContext.Current.CancellationToken)).ErrorKind);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    [InlineData(HttpProtocols.Http2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    public async Task Stream_OverTls_IsReadInTheNewestProtocolThatTheServerSpeaks(HttpProtocols protocols, string spoken)
    {
        using var certificate = _certificates.Sign();
        var seen = new List<string>();
        await using var server = await SecureServer.StartAsync(certificate, protocols, context =>
        {
            lock (seen)
                seen.Add(context.Request.Protocol);
            return AnswerAsync(context);
        });
        using var client = Transports.Client(Transports.Handler, server.Url, authorities: _certificates.Trusted);

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.SendAsync(Transports.Ask(), TestContext.Current.CancellationToken)));

        Assert.All(replies, r => Assert.Equal((null, "Hi 😀"), (r.Error, r.Output)));
        Assert.Equal([spoken], seen.Distinct());
    }

    [Fact]
    public async Task Http2Stream_ThatTheServerResets_IsTruncated()
    {
        using var certificate = _certificates.Sign();
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await SecureServer.StartAsync(certificate, HttpProtocols.Http2, async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(Events.Text("Hi"));
            await context.Response.Body.FlushAsync();
            await read.Task;
            context.Abort();
        });
        using var client = Transports.Client(Transports.Handler, server.Url, authorities: _certificates.Trusted);

        var reply = await client.SendAsync(Transports.Ask(onToken: () => read.TrySetResult()), TestContext.Current.CancellationToken);

        Assert.Equal((FailureKinds.Truncated, "Hi"), (reply.ErrorKind, reply.Output));
    }

    public void Dispose() => _certificates.Dispose();

    private async Task AssertRefusedAsync(X509Certificate2 certificate, string words)
    {
        await using var server = await SecureServer.StartAsync(certificate, HttpProtocols.Http1, AnswerAsync);
        using var client = Transports.Client(Transports.Handler, server.Url, authorities: _certificates.Trusted);

        var reply = await client.SendAsync(Transports.Ask(), TestContext.Current.CancellationToken);

        Assert.Equal(FailureKinds.Tls, reply.ErrorKind);
        Assert.Contains(words, reply.Error, StringComparison.Ordinal);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(Events.Good);
    }
}
