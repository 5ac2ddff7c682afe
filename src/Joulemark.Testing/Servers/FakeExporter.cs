using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Joulemark.Testing.Servers;

/// <summary>
/// A Prometheus exporter on loopback, over real HTTP, that says what it is told to and misbehaves as told. What it says may
/// change between scrapes: a restart, other names, NaN.
/// </summary>
public sealed class FakeExporter : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _serving;
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _scrapes;

    private FakeExporter(Func<Uri, string> page)
    {
        Page = page;
        _listener = Listen(out var url);
        Url = new Uri(url, "metrics");
        _serving = ServeAsync();
    }

    /// <summary>Address of its page.</summary>
    public Uri Url { get; }

    /// <summary>Gives the page for a requested address.</summary>
    public Func<Uri, string> Page { get; set; }

    /// <summary>What it calls its page; the Prometheus text format by default.</summary>
    public string ContentType { get; set; } = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>How it fails.</summary>
    public FakeExporterFault Fault { get; set; }

    /// <summary>What it wants to see as authorization; null for nothing.</summary>
    public string? Authorization { get; set; }

    /// <summary>How far its <c>Date</c> is from the true one.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>Requests so far.</summary>
    public int Scrapes => Volatile.Read(ref _scrapes);

    /// <summary>Starts an exporter that says the same until it is told otherwise.</summary>
    public static FakeExporter Start(string page) => new(_ => page);

    /// <summary>Starts an exporter whose page depends on the address.</summary>
    public static FakeExporter Start(Func<Uri, string> page) => new(page);

    /// <summary>Makes it say something else from now on.</summary>
    public void Say(string page) => Page = _ => page;

    /// <summary>Stops it: nobody listens at its address any more.</summary>
    public void Dispose()
    {
        _stop.TrySetResult();
        _listener.Close();
        _serving.GetAwaiter().GetResult();
    }

    private static HttpListener Listen(out Uri url)
    {
        for (var attempt = 0; ; attempt++)
        {
            // The listener cannot pick a free port itself, and somebody may take the one found in the meantime.
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/"));
            probe.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add(url.ToString());
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        var answers = new List<Task>();
        while (!_stop.Task.IsCompleted)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                break;
            }

            answers.Add(AnswerAsync(context));
        }

        await Task.WhenAll(answers);
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        Interlocked.Increment(ref _scrapes);
        try
        {
            var response = context.Response;
            if (Skew != TimeSpan.Zero)
                response.Headers["Date"] = (TimeProvider.System.GetUtcNow() + Skew).ToString("R", CultureInfo.InvariantCulture);
            var authorized = Authorization is null || context.Request.Headers["Authorization"] == Authorization;
            switch (authorized ? Fault : FakeExporterFault.Unauthorized)
            {
                case FakeExporterFault.Hang:
                    await _stop.Task;
                    response.Abort();
                    break;
                case FakeExporterFault.Unauthorized:
                    await SendAsync(response, HttpStatusCode.Unauthorized, "text/plain", "who are you?");
                    break;
                case FakeExporterFault.NotFound:
                    await SendAsync(response, HttpStatusCode.NotFound, "text/plain", "404 page not found");
                    break;
                case FakeExporterFault.Unavailable:
                    await SendAsync(response, HttpStatusCode.ServiceUnavailable, "text/plain", "too many scrapes");
                    break;
                case FakeExporterFault.HtmlPage:
                    await SendAsync(response, HttpStatusCode.OK, "text/html", "<html>\n<body>\n<h1>Please sign in</h1>\n</body>\n</html>\n");
                    break;
                case FakeExporterFault.HalfBody:
                    var body = Encoding.UTF8.GetBytes(Page(context.Request.Url!));
                    response.ContentType = ContentType;
                    response.ContentLength64 = body.Length;
                    await response.OutputStream.WriteAsync(body.AsMemory(0, body.Length / 2));
                    response.Abort();
                    break;
                default:
                    await SendAsync(response, HttpStatusCode.OK, ContentType, Page(context.Request.Url!));
                    break;
            }
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The client has left, or the exporter stops.
        }
    }

    private static async Task SendAsync(HttpListenerResponse response, HttpStatusCode status, string contentType, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        response.StatusCode = (int)status;
        response.ContentType = contentType;
        response.ContentLength64 = bytes.Length;
        await response.OutputStream.WriteAsync(bytes);
        response.Close();
    }
}
