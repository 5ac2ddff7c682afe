using System.Globalization;
using System.Net;
using System.Text;
using Joulemark.Onnx.Inference;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Joulemark.Onnx.Server;

/// <summary>The reference models behind an OpenAI-compatible API, on loopback only.</summary>
internal sealed class ReferenceServerApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IReadOnlyList<ServedModel> _models;

    private ReferenceServerApp(WebApplication app, IReadOnlyList<ServedModel> models)
    {
        _app = app;
        _models = models;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Loads the models and starts to listen.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ReferenceServerApp> StartAsync(ReferenceServerOptions options, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, options.Port);
            k.AddServerHeader = false;
        });
        builder.Services.AddRoutingCore();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        IReadOnlyList<ServedModel> models = [.. options.Models.Select(name => new ServedModel(name, options))];
        var app = builder.Build();
        app.UseRouting();
        var api = new OpenAIApi(models, TimeProvider.System);
        app.MapGet("/health", (RequestDelegate)(context => context.Response.WriteAsync("ok")));
        app.MapGet("/metrics", (RequestDelegate)(context =>
        {
            context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            return context.Response.WriteAsync(Metrics(models));
        }));
        app.MapGet("/v1/models", (RequestDelegate)api.ListModelsAsync);
        app.MapPost("/v1/chat/completions", (RequestDelegate)(context => api.CompleteAsync(context, chat: true)));
        app.MapPost("/v1/completions", (RequestDelegate)(context => api.CompleteAsync(context, chat: false)));
        app.MapFallback((RequestDelegate)OpenAIApi.NotFoundAsync);
        var server = new ReferenceServerApp(app, models);
        try
        {
            await app.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var model in _models)
            model.Dispose();
    }

    /// <summary>Counters in the Prometheus text format.</summary>
    private static string Metrics(IReadOnlyList<ServedModel> models)
    {
        var text = new StringBuilder();
        void Metric(string name, string type, string help, Func<ServedModel, long> value)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP joulemark_reference_{name} {help}\n# TYPE joulemark_reference_{name} {type}\n");
            foreach (var model in models)
                text.Append(CultureInfo.InvariantCulture, $"joulemark_reference_{name}{{model=\"{model.Name}\"}} {value(model)}\n");
        }

        Metric("requests_running", "gauge", "Requests in the batch now.", m => m.Batcher.Counters.Running);
        Metric("requests_waiting", "gauge", "Requests that wait for a place in the batch.", m => m.Batcher.Waiting);
        Metric("requests_total", "counter", "Requests answered to their end.", m => m.RequestsDone);
        Metric("prompt_tokens_total", "counter", "Prompt tokens processed.", m => m.Batcher.Counters.PromptTokens);
        Metric("output_tokens_total", "counter", "Tokens of answers, as their usage counts them.", m => m.OutputTokens);
        Metric("generation_tokens_total", "counter", "Tokens generated in decode steps.", m => m.Batcher.Counters.GeneratedTokens);
        Metric("decode_steps_total", "counter", "Decode steps; generated tokens by steps is the mean batch.", m => m.Batcher.Counters.Steps);
        return text.ToString();
    }
}
