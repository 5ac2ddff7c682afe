using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Joulemark.Testing.Devices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Joulemark.Tests.Metering.Exporters;

/// <summary>TLS to an exporter whose authority only the user knows.</summary>
public sealed class SecureExporterTests : IAsyncLifetime
{
    private readonly ExporterHost _host = new();
    private readonly TemporaryDirectory _directory = new();
    private WebApplication? _app;

    private Uri Url => new(new Uri(_app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "/metrics");

    private string AuthorityFile => Path.Combine(_directory.Path, "authority.pem");

    public async ValueTask InitializeAsync()
    {
        var certificate = CreateCertificate();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(certificate)));
        _app = builder.Build();
        _app.Run(context => context.Response.WriteAsync(ExporterPages.Ipmi));
        await _app.StartAsync();
    }

    [Fact]
    public void Authority_ThatNobodyKnows_IsRefusedWithARemedy()
    {
        var missing = Assert.Single(_host.Probe(ExporterHost.Source(Url)).Missing);

        Assert.Contains("certificate", missing.Reason, StringComparison.Ordinal);
        Assert.Contains("ca-file", missing.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Authority_ThatTheUserNames_IsTrusted()
    {
        using var meter = Assert.Single(_host.Probe(ExporterHost.Source(Url) with { CaFile = AuthorityFile }).Meters);
        Assert.Empty(_host.Said);
    }

    [Fact]
    public void Authority_ThatTheUserNames_DoesNotExcuseAnotherName()
    {
        var elsewhere = new UriBuilder(Url) { Host = "localhost" }.Uri;

        Assert.Contains("ca-file", Assert.Single(_host.Probe(ExporterHost.Source(elsewhere) with { CaFile = AuthorityFile }).Missing).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatHoldsNoCertificate_IsNamed()
    {
        var file = Path.Combine(_directory.Path, "empty.pem");
        File.WriteAllText(file, "nothing\n");

        Assert.Contains(file, Assert.Single(_host.Probe(ExporterHost.Source(Url) with { CaFile = file }).Missing).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Insecure_IsAllowedAndSaid()
    {
        using var meter = Assert.Single(_host.Probe(ExporterHost.Source(Url) with { Insecure = true }).Meters);
        Assert.Equal("JM2035", _host.Ids);
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        _directory.Dispose();
        _host.Dispose();
    }

    /// <summary>A certificate for 127.0.0.1, signed by an authority whose own is left in a file.</summary>
    private X509Certificate2 CreateCertificate()
    {
        var (from, to) = (TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(1), TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var authority = authorityRequest.CreateSelfSigned(from, to);
        File.WriteAllText(AuthorityFile, authority.ExportCertificatePem());

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=exporter", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, from + TimeSpan.FromHours(1), to - TimeSpan.FromHours(1), [1, 2, 3, 4]);
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }
}
