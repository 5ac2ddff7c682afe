using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>An authority of the tests' own, and what it signs.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestCertificates()
    {
        var request = new CertificateRequest("CN=test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        Authority = request.CreateSelfSigned(Now - TimeSpan.FromDays(1000), Now + TimeSpan.FromDays(1000));
    }

    public X509Certificate2 Authority { get; }

    public X509Certificate2Collection Trusted => [Authority];

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A certificate for 127.0.0.1, unless for another name.</summary>
    /// <param name="name">A name in place of the address.</param>
    /// <param name="from">Days from now on which it begins to be valid.</param>
    /// <param name="to">Days from now on which it ends.</param>
    /// <param name="selfSigned">Signed by itself, not by the authority.</param>
    public X509Certificate2 Sign(string? name = null, int from = -10, int to = 10, bool selfSigned = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=inference server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (name is null)
            names.AddIpAddress(IPAddress.Loopback);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var (begins, ends) = (Now + TimeSpan.FromDays(from), Now + TimeSpan.FromDays(to));
        using var signed = selfSigned ? request.CreateSelfSigned(begins, ends) : request.Create(Authority, begins, ends, [1, 2, 3, 4]);
        using var withKey = selfSigned ? null : signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12((withKey ?? signed).Export(X509ContentType.Pkcs12), password: null);
    }

    public void Dispose()
    {
        Authority.Dispose();
        _key.Dispose();
    }
}
