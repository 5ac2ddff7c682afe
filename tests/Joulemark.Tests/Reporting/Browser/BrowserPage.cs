using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deque.AxeCore.Commons;
using Xunit;

namespace Joulemark.Tests.Reporting.Browser;

/// <summary>One page of the browser: what it complains of, what it asks the network for, and what scripts say in it.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _waiting = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private Task _reading = Task.CompletedTask;
    private int _last;

    private BrowserPage()
    {
    }

    /// <summary>Errors and warnings of the console, exceptions, violations of the page's policy.</summary>
    public ConcurrentQueue<string> Problems { get; } = new();

    /// <summary>Addresses that were asked for, the page itself left out.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static async Task<BrowserPage> ConnectAsync(Uri address)
    {
        var page = new BrowserPage();
        page._socket.Options.Proxy = null;
        await page._socket.ConnectAsync(address, CancellationToken.None);
        page._reading = page.ReadAsync();
        return page;
    }

    public async Task OpenAsync(Uri file, bool dark, int width)
    {
        foreach (var domain in (string[])["Runtime", "Log", "Network", "Page"])
            await SendAsync($"{domain}.enable");
        await SendAsync("Emulation.setEmulatedMedia", new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }) });
        await SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = width < 500 });
        await SendAsync("Page.navigate", new JsonObject { ["url"] = file.AbsoluteUri });
        await _loaded.Task.WaitAsync(Patience);
    }

    /// <summary>What an expression gives; a promise is awaited.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        Assert.True(answer["exceptionDetails"] is null, answer["exceptionDetails"]?.ToJsonString());
        return answer["result"]?["value"];
    }

    /// <summary>By how many pixels the page is wider than its window, so that all of it scrolls sideways.</summary>
    public async Task<int> OverflowAsync() => (int)(await EvaluateAsync("document.documentElement.scrollWidth - document.documentElement.clientWidth"))!;

    /// <summary>The rules of WCAG 2.1 AA and of good practice that the page breaks, by axe-core, with the places.</summary>
    public async Task<IReadOnlyList<string>> AxeAsync()
    {
        await EvaluateAsync(new BundledAxeScriptProvider().GetScript() + ";true");
        var result = await EvaluateAsync("""
            axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }).then(r => ({
              passes: r.passes.map(p => p.id),
              violations: r.violations.map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 150)).join(' | ')}`),
            }))
            """);
        Assert.Contains("color-contrast", result!["passes"]!.AsArray().Select(p => p!.GetValue<string>())); // it did look
        return [.. result["violations"]!.AsArray().Select(v => v!.GetValue<string>())];
    }

    /// <summary>Presses a key as a keyboard does.</summary>
    public async Task PressAsync(string key, int code, string? text = null)
    {
        foreach (var type in (string[])["keyDown", "keyUp"])
        {
            var press = new JsonObject { ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code };
            if (text is not null && type == "keyDown")
                press["text"] = text;
            await SendAsync("Input.dispatchKeyEvent", press);
        }
    }

    /// <summary>Lays the page out as for a sheet of A4, in a browser's order: the page is told while it still has its width on the screen.</summary>
    public async Task LayOutForPaperAsync()
    {
        await EvaluateAsync("window.dispatchEvent(new Event('beforeprint')); true");
        await SendAsync("Emulation.setEmulatedMedia", new JsonObject { ["media"] = "print" });
        await SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = 718, ["height"] = 1000, ["deviceScaleFactor"] = 1, ["mobile"] = false });
    }

    /// <summary>The page as it would be printed: a PDF.</summary>
    public async Task<byte[]> PrintAsync() =>
        Convert.FromBase64String((await SendAsync("Page.printToPDF", new JsonObject { ["printBackground"] = false }))["data"]!.GetValue<string>());

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _reading;
        _socket.Dispose();
        _closing.Dispose();
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject? parameters = null)
    {
        var number = Interlocked.Increment(ref _last);
        var answer = _waiting[number] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = number, ["method"] = method, ["params"] = parameters ?? [] };
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        return await answer.Task.WaitAsync(Patience);
    }

    private async Task ReadAsync()
    {
        var (buffer, message) = (new byte[1 << 16], new MemoryStream());
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer, _closing.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                    return;
                message.Write(buffer, 0, received.Count);
                if (!received.EndOfMessage)
                    continue;
                Take(JsonNode.Parse(message.ToArray())!);
                message.SetLength(0);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The page is closed.
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"]?.GetValue<int>() is { } number)
        {
            if (_waiting.TryRemove(number, out var answer))
                answer.SetResult(message["result"] ?? throw new InvalidOperationException(message.ToJsonString()));
            return;
        }

        var parameters = message["params"];
        switch (message["method"]?.GetValue<string>())
        {
            case "Page.loadEventFired":
                _loaded.TrySetResult();
                break;
            case "Runtime.exceptionThrown":
                Problems.Enqueue(parameters!["exceptionDetails"]!.ToJsonString());
                break;
            case "Runtime.consoleAPICalled" when parameters!["type"]!.GetValue<string>() is "error" or "warning" or "assert":
                Problems.Enqueue(parameters["args"]!.ToJsonString());
                break;
            case "Log.entryAdded":
                Problems.Enqueue(parameters!["entry"]!["text"]!.GetValue<string>());
                break;
            case "Network.requestWillBeSent" when parameters!["type"]?.GetValue<string>() != "Document":
                Requests.Enqueue(parameters["request"]!["url"]!.GetValue<string>());
                break;
        }
    }
}
