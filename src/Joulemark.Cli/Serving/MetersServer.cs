using System.Net;
using Joulemark.Metering.Exporters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Joulemark.Cli.Serving;

/// <summary>Serves the meters' page over HTTP.</summary>
internal sealed class MetersServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MetersServer(WebApplication app) => _app = app;

    /// <summary>Where the page is.</summary>
    public Uri Address => new(new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "/metrics");

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The address is in use, or not of this machine.</exception>
    public static async Task<MetersServer> StartAsync(IPEndPoint endPoint, MetersPublisher publisher)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.Listen(endPoint);
            k.AddServerHeader = false;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        app.Run(context => AnswerAsync(context, publisher));
        try
        {
            await app.StartAsync();
            return new MetersServer(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task AnswerAsync(HttpContext context, MetersPublisher publisher)
    {
        if (context.Request.Path != "/metrics")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.WriteAsync("Joulemark's meters are at /metrics\n");
        }

        context.Response.ContentType = MetersPublisher.ContentType;
        return context.Response.WriteAsync(publisher.Write());
    }
}
